import { RateMeter } from '../rate-meter';

/** Time between two readings of the clock that are kept; ten make the window. */
const READING_MS = 200;
/** A clock that is silent for longer than this, and for much longer than between its last ticks, is stopped. */
const SILENCE_MS = 1000;
const SILENT_TICKS = 10;
/** A larger step between two messages means that the clock was set. */
const LEAP_S = 3600;
/** The highest factor is that of this time at least, and of twice as much at most. */
const HIGHEST_MS = 15_000;
/** Of a world that has not run for long: slow at its start, or held up by the machine, it may run at this factor the next moment. */
const USUAL_FACTOR = 1;
/** Gazebo publishes its factor at 5 Hz. */
const CURRENT_MS = 5000;

/**
 * Simulated seconds per wall second, over the last two seconds or so: by /clock against this machine's
 * monotonic clock, and as Gazebo itself reports it. Time in which the clock is stopped (a pause) does not
 * count; a clock that is set starts a new window.
 */
export class RealTimeFactor {
  readonly #meter = new RateMeter();
  /** Between the two latest ticks. */
  #tick_ms = 0;
  #last: { readonly at_ms: number; readonly clock_s: number } | null = null;
  #read_ms = Number.NEGATIVE_INFINITY;
  readonly #highest = new HighestFactor();
  #reported: { readonly at_ms: number; readonly factor: number } | null = null;
  #reportedSum = 0;
  #reportedCount = 0;

  /** @param clock_s what /clock said, s
   *  @param at_ms when it came, monotonic */
  clock(clock_s: number, at_ms: number): void {
    const last = this.#last;
    const step_s = last === null ? 0 : clock_s - last.clock_s;
    // A clock that stands is as good as silent.
    if (last !== null && step_s === 0) return;
    if (last !== null && (step_s < 0 || step_s > LEAP_S || this.#isSilent(at_ms))) this.#forget();
    if (last !== null) this.#tick_ms = at_ms - last.at_ms;
    this.#last = { at_ms, clock_s };
    if (at_ms - this.#read_ms < READING_MS) return;
    this.#read_ms = at_ms;
    this.#meter.note(at_ms, clock_s);
    this.#highest.note(at_ms, this.#meter.perSecond());
  }

  /** What gazebo_msgs/PerformanceMetrics says. */
  performance(factor: number, at_ms: number): void {
    if (!Number.isFinite(factor) || factor < 0) return;
    this.#reported = { at_ms, factor };
    this.#reportedSum += factor;
    this.#reportedCount += 1;
  }

  /** By /clock; null in the first fraction of a second and while the clock is stopped. @param now_ms monotonic */
  byClock(now_ms: number): number | null {
    return this.#isSilent(now_ms) ? null : this.#meter.perSecond();
  }

  /** The highest that `byClock` was in the last 15 to 30 s; null until the clock has run for so long without a break.
   *  @param now_ms monotonic */
  highestByClock(now_ms: number): number | null {
    return this.#isSilent(now_ms) ? null : this.#highest.value;
  }

  /** How fast the world may run the next moment: as in the fastest one of that time, and in real time while that is
   *  unknown. @param now_ms monotonic */
  fastest(now_ms: number): number {
    return this.highestByClock(now_ms) ?? Math.max(USUAL_FACTOR, this.byClock(now_ms) ?? USUAL_FACTOR);
  }

  /** As Gazebo reported it last; null where it does not, or no longer does. @param now_ms monotonic */
  byGazebo(now_ms: number): number | null {
    return this.#reported === null || now_ms - this.#reported.at_ms > CURRENT_MS
      ? null
      : this.#reported.factor;
  }

  /** Mean of what Gazebo reported; null where it reported nothing. */
  get meanByGazebo(): number | null {
    return this.#reportedCount === 0 ? null : this.#reportedSum / this.#reportedCount;
  }

  /** The clock of a slow world ticks rarely in wall time: silence is what is long for this clock. */
  #isSilent(now_ms: number): boolean {
    if (this.#last === null) return true;
    return now_ms - this.#last.at_ms > Math.max(SILENCE_MS, SILENT_TICKS * this.#tick_ms);
  }

  #forget(): void {
    this.#meter.reset();
    this.#highest.reset();
    this.#read_ms = Number.NEGATIVE_INFINITY;
  }
}

/** The highest of the present span of time and the one before. */
class HighestFactor {
  #begin_ms: number | null = null;
  #present = 0;
  /** Null in the first span. */
  #before: number | null = null;

  get value(): number | null {
    return this.#before === null ? null : Math.max(this.#before, this.#present);
  }

  note(at_ms: number, factor: number | null): void {
    if (factor === null) return;
    this.#begin_ms ??= at_ms;
    this.#present = Math.max(this.#present, factor);
    if (at_ms - this.#begin_ms < HIGHEST_MS) return;
    this.#before = this.#present;
    this.#present = 0;
    this.#begin_ms = at_ms;
  }

  reset(): void {
    this.#begin_ms = null;
    this.#present = 0;
    this.#before = null;
  }
}
