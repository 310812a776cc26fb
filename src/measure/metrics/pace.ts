import type { RatePoint } from './measurement';

const STRETCHES = 512;
const FIRST_STRETCH_S = 1;
/** A clock that advances by more than this between two messages was set. */
const LEAP_S = 86_400;
/** Columns of the table of intervals. */
const WALL_MS = 0;
const SIMULATED_S = 1;
const DECISIONS = 2;
const FRAMES = 3;
const COLUMNS = 4;

/** What happened between two consecutive messages. */
export interface Interval {
  readonly wall_ms: number;
  /** Null without a simulated clock. */
  readonly simulated_s: number | null;
  /** Null if not counted. */
  readonly decisions: number | null;
  readonly frames: number | null;
}

/**
 * Rates over the time of a run in constant memory: intervals of one second, merged in pairs to twice the length
 * whenever the table is full.
 */
export class Pace {
  private readonly table = new Float64Array(STRETCHES * COLUMNS);
  private stretch_s = FIRST_STRETCH_S;
  private time_s = 0;
  private simulated = 0;
  private wall_ms = 0;
  /** Decisions and frames of the intervals whose simulated time is known. */
  private timedDecisions = 0;
  private timedFrames = 0;
  private counted = false;

  /** Simulated over wall time; null unless both advanced. */
  get realTimeFactor(): number | null {
    return this.simulated > 0 && this.wall_ms > 0 ? (1000 * this.simulated) / this.wall_ms : null;
  }

  /** Decisions and frames per simulated second, over the intervals whose simulated time is known; null without. */
  get perSimulatedSecond(): { readonly decisions: number | null; readonly frames: number | null } {
    const rate = (count: number) => (count > 0 && this.simulated > 0 ? count / this.simulated : null);
    return { decisions: rate(this.timedDecisions), frames: rate(this.timedFrames) };
  }

  /** Adds an interval; one in which a clock runs backwards or leaps is skipped. */
  add({ wall_ms, simulated_s, decisions, frames }: Interval): void {
    const step_s = simulated_s ?? wall_ms / 1000;
    if (!(wall_ms >= 0 && wall_ms <= 1000 * LEAP_S && step_s >= 0 && step_s <= LEAP_S)) return;
    if (simulated_s !== null) {
      this.simulated += simulated_s;
      this.wall_ms += wall_ms;
      this.timedDecisions += decisions ?? 0;
      this.timedFrames += frames ?? 0;
    }
    this.counted ||= decisions !== null;
    while (this.time_s >= STRETCHES * this.stretch_s) this.merge();
    const row = COLUMNS * Math.floor(this.time_s / this.stretch_s);
    this.time_s += step_s;
    this.table[row + WALL_MS]! += wall_ms;
    this.table[row + SIMULATED_S]! += simulated_s ?? Number.NaN;
    this.table[row + DECISIONS]! += decisions ?? 0;
    this.table[row + FRAMES]! += frames ?? 0;
  }

  points(): RatePoint[] {
    const points: RatePoint[] = [];
    for (let i = 0; i * this.stretch_s <= this.time_s && i < STRETCHES; i += 1) {
      const wall_s = this.table[COLUMNS * i + WALL_MS]! / 1000;
      const simulated_s = this.table[COLUMNS * i + SIMULATED_S]!;
      if (!(wall_s > 0)) continue;
      points.push({
        time_s: (i + 0.5) * this.stretch_s,
        decisions_per_s: this.counted ? this.table[COLUMNS * i + DECISIONS]! / wall_s : null,
        frames_per_s: this.counted ? this.table[COLUMNS * i + FRAMES]! / wall_s : null,
        real_time_factor: Number.isNaN(simulated_s) ? null : simulated_s / wall_s,
      });
    }
    return points;
  }

  private merge(): void {
    for (let i = 0; i < STRETCHES / 2; i += 1) {
      for (let column = 0; column < COLUMNS; column += 1) {
        const pair = 2 * i * COLUMNS + column;
        this.table[i * COLUMNS + column] = this.table[pair]! + this.table[pair + COLUMNS]!;
      }
    }
    this.table.fill(0, (STRETCHES / 2) * COLUMNS);
    this.stretch_s *= 2;
  }
}
