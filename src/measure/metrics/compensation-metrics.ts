import type { Decision } from '../../types';
import { Histogram } from './histogram';
import type { AgeSpread, CompensationMetrics, FrameDatings } from './run-metrics';

/** Frames further apart than this do not follow each other. */
const PAUSE_S = 10;

/** Metrics of what compensation did, from the decisions, in constant memory. */
export class CompensationFigures {
  private readonly age_ms = new Histogram();
  private readonly interval_ms = new Histogram();
  private readonly w = new Correction();
  private readonly v = new Correction();
  private readonly dated = { stamp: 0, other_clock: 0, arrival: 0 };
  private lastFrame: { readonly sequence: number; readonly time_s: number | null } | null = null;
  private isRecorded = false;

  /** @param time_s simulated time of the frame; null where it is unknown */
  add({ sequence, command, compensation }: Decision, time_s: number | null): void {
    this.frame(sequence, time_s);
    if (compensation === undefined) return;
    this.isRecorded = true;
    if (compensation === null) return;
    this.dated[compensation.dating] += 1;
    this.age_ms.add(compensation.age_ms);
    this.w.add(command.w_radps - compensation.brain_w_radps);
    this.v.add(command.v_mps - compensation.brain_v_mps);
  }

  /** @param steered commands between answers; null where that is unknown */
  compute(steered: number | null): CompensationMetrics {
    const { stamp, other_clock, arrival } = this.dated;
    const count = stamp + other_clock + arrival;
    const mode = count > 0 ? 'auto' : 'off';
    return {
      mode: this.isRecorded ? mode : null,
      commands_compensated: this.isRecorded ? count : null,
      commands_between_answers: steered,
      frame_age_ms: spread(this.age_ms),
      frame_interval_ms: spread(this.interval_ms),
      frames_dated_by: count > 0 ? ({ stamp, other_clock, arrival } satisfies FrameDatings) : null,
      w_correction_mean_radps: this.w.mean,
      w_correction_max_radps: this.w.max,
      v_correction_mean_mps: this.v.mean,
      v_correction_max_mps: this.v.max,
    };
  }

  /** A frame that is answered twice is one; a clock that was set back begins again. */
  private frame(sequence: number, time_s: number | null): void {
    const last = this.lastFrame;
    if (last?.sequence === sequence) return;
    this.lastFrame = { sequence, time_s };
    if (time_s === null || last === null || last.time_s === null || sequence < last.sequence) return;
    const interval_s = time_s - last.time_s;
    if (interval_s > 0 && interval_s < PAUSE_S) this.interval_ms.add(1000 * interval_s);
  }
}

/** Absolute differences. */
class Correction {
  private sum = 0;
  private count = 0;
  private largest = 0;

  add(difference: number): void {
    if (!Number.isFinite(difference)) return;
    this.sum += Math.abs(difference);
    this.count += 1;
    this.largest = Math.max(this.largest, Math.abs(difference));
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }

  get max(): number | null {
    return this.count === 0 ? null : this.largest;
  }
}

function spread(histogram: Histogram): AgeSpread {
  return { p50: histogram.percentile(50), p99: histogram.percentile(99), max: histogram.max };
}
