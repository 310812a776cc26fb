import { RateMeter } from '../rate-meter';

/** Time between two readings of the clock that are kept; ten make the window. */
const READING_MS = 200;
/** A clock that pauses for longer than this, and for much longer than between its last ticks, stands still. */
const SILENCE_MS = 1000;
const SILENT_TICKS = 10;
/** No clock passes more between two messages: it was set. */
const LEAP_S = 3600;
/** Gazebo tells its factor five times a second. */
const TOLD_LATELY_MS = 5000;

/**
 * Simulated seconds a wall second, over the last two seconds or so: by /clock against this machine's
 * monotonic clock, and as Gazebo itself tells it. Time in which the clock stands still (a pause) does not
 * count; a clock that is set back or set forward begins anew.
 */
export class RealTimeFactor {
  readonly #meter = new RateMeter();
  /** Between the two latest ticks. */
  #tick_ms = 0;
  #last: { readonly at_ms: number; readonly clock_s: number } | null = null;
  #read_ms = Number.NEGATIVE_INFINITY;
  #told: { readonly at_ms: number; readonly factor: number } | null = null;
  #toldSum = 0;
  #toldCount = 0;

  /** @param clock_s what /clock said, s
   *  @param at_ms when it came, monotonic */
  clock(clock_s: number, at_ms: number): void {
    const last = this.#last;
    const step_s = last === null ? 0 : clock_s - last.clock_s;
    if (last !== null && (step_s < 0 || step_s > LEAP_S || this.#isSilent(at_ms))) this.#forget();
    if (last !== null) this.#tick_ms = at_ms - last.at_ms;
    this.#last = { at_ms, clock_s };
    if (at_ms - this.#read_ms < READING_MS) return;
    this.#read_ms = at_ms;
    this.#meter.note(at_ms, clock_s);
  }

  /** What gazebo_msgs/PerformanceMetrics says. */
  performance(factor: number, at_ms: number): void {
    if (!Number.isFinite(factor) || factor < 0) return;
    this.#told = { at_ms, factor };
    this.#toldSum += factor;
    this.#toldCount += 1;
  }

  /** By /clock; null while it is not known: before the first fraction of a second, and while the clock stands
   *  still. @param now_ms monotonic */
  byClock(now_ms: number): number | null {
    return this.#isSilent(now_ms) ? null : this.#meter.perSecond();
  }

  /** As Gazebo told it last; null where it does not, or no longer does. @param now_ms monotonic */
  byGazebo(now_ms: number): number | null {
    return this.#told === null || now_ms - this.#told.at_ms > TOLD_LATELY_MS ? null : this.#told.factor;
  }

  /** Mean of what Gazebo told; null where it told nothing. */
  get meanByGazebo(): number | null {
    return this.#toldCount === 0 ? null : this.#toldSum / this.#toldCount;
  }

  /** Slow worlds tick seldom on the wall: silence is what is long for this clock. */
  #isSilent(now_ms: number): boolean {
    if (this.#last === null) return true;
    return now_ms - this.#last.at_ms > Math.max(SILENCE_MS, SILENT_TICKS * this.#tick_ms);
  }

  #forget(): void {
    this.#meter.reset();
    this.#read_ms = Number.NEGATIVE_INFINITY;
  }
}
