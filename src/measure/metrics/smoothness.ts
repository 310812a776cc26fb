import { V_SPAN_MPS, W_SPAN_RADPS } from '../../config/command-range';
import { Histogram } from './histogram';

/** Commands further apart than this do not belong to one movement. */
const PAUSE_S = 1;

export interface SmoothnessMetrics {
  readonly suddenness: number | null;
  readonly jerk_v_mean_mps3: number | null;
  readonly jerk_v_p95_mps3: number | null;
  readonly jerk_w_mean_radps3: number | null;
  readonly jerk_w_p95_radps3: number | null;
}

interface TimelessCommand {
  readonly v_mps: number;
  readonly w_radps: number;
}

/**
 * Smoothness of the commands. Suddenness is the mean Euclidean distance between consecutive normalized
 * commands, as BehaviorMetrics defines it; jerk is the second divided difference of each command over time.
 * Commands with the same time count once for the jerk, which starts again after a pause of a second.
 */
export class CommandSmoothness {
  private readonly jerk_v = new Histogram(1e-3, 1e8);
  private readonly jerk_w = new Histogram(1e-3, 1e8);
  private suddennessSum = 0;
  private pairs = 0;
  private last: TimelessCommand | null = null;
  private lastTimed: (TimelessCommand & { readonly time_s: number }) | null = null;
  private change: { readonly v_mps2: number; readonly w_radps2: number; readonly span_s: number } | null =
    null;

  /** @param time_s simulated seconds; null if unknown */
  add(v_mps: number, w_radps: number, time_s: number | null): void {
    if (!Number.isFinite(v_mps) || !Number.isFinite(w_radps)) return;
    if (this.last !== null) {
      const { v_mps: v0, w_radps: w0 } = this.last;
      this.suddennessSum += Math.hypot((v_mps - v0) / V_SPAN_MPS, (w_radps - w0) / W_SPAN_RADPS);
      this.pairs += 1;
    }
    this.last = { v_mps, w_radps };
    if (time_s !== null && Number.isFinite(time_s)) this.timed({ v_mps, w_radps, time_s });
  }

  get commands(): number {
    return this.last === null ? 0 : this.pairs + 1;
  }

  compute(): SmoothnessMetrics {
    return {
      suddenness: this.pairs === 0 ? null : this.suddennessSum / this.pairs,
      jerk_v_mean_mps3: this.jerk_v.mean,
      jerk_v_p95_mps3: this.jerk_v.percentile(95),
      jerk_w_mean_radps3: this.jerk_w.mean,
      jerk_w_p95_radps3: this.jerk_w.percentile(95),
    };
  }

  private timed(given: TimelessCommand & { readonly time_s: number }): void {
    const previous = this.lastTimed;
    const span_s = previous === null ? 0 : given.time_s - previous.time_s;
    if (span_s === 0 && previous !== null) return;
    this.lastTimed = given;
    if (previous === null || span_s < 0 || span_s > PAUSE_S) {
      this.change = null;
      return;
    }
    const v_mps2 = (given.v_mps - previous.v_mps) / span_s;
    const w_radps2 = (given.w_radps - previous.w_radps) / span_s;
    if (this.change !== null) {
      const between_s = (span_s + this.change.span_s) / 2;
      this.jerk_v.add(Math.abs(v_mps2 - this.change.v_mps2) / between_s);
      this.jerk_w.add(Math.abs(w_radps2 - this.change.w_radps2) / between_s);
    }
    this.change = { v_mps2, w_radps2, span_s };
  }
}
