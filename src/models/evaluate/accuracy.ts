import { V_SPAN_MPS, W_SPAN_RADPS } from '../../config/command-range';
import type { Command } from '../../types';

/** Errors of commands against labels. Null without any, or if a command is not finite. */
export interface Accuracy {
  readonly pictures: number;
  /** Mean of `mse_v` and `mse_w`, as published. */
  readonly mse: number | null;
  /** Mean squared error with v normalized from [6.5, 24] m/s to [0, 1]. */
  readonly mse_v: number | null;
  /** Mean squared error with w normalized from [-7.1, 7.1] rad/s to [0, 1]. */
  readonly mse_w: number | null;
  readonly mean_absolute_error_v_mps: number | null;
  readonly mean_absolute_error_w_radps: number | null;
}

/** Accumulates the errors of one model. */
export class ErrorSums {
  private count = 0;
  private squared_v = 0;
  private squared_w = 0;
  private absolute_v_mps = 0;
  private absolute_w_radps = 0;

  add(answer: Command, label: Command): void {
    const v_mps = answer.v_mps - label.v_mps;
    const w_radps = answer.w_radps - label.w_radps;
    this.count += 1;
    this.squared_v += (v_mps / V_SPAN_MPS) ** 2;
    this.squared_w += (w_radps / W_SPAN_RADPS) ** 2;
    this.absolute_v_mps += Math.abs(v_mps);
    this.absolute_w_radps += Math.abs(w_radps);
  }

  compute(): Accuracy {
    const mean = (sum: number) => {
      const value = sum / this.count;
      // A single NaN makes the error undefined.
      return Number.isFinite(value) ? value : null;
    };
    const [mse_v, mse_w] = [mean(this.squared_v), mean(this.squared_w)];
    return {
      pictures: this.count,
      mse: mse_v === null || mse_w === null ? null : (mse_v + mse_w) / 2,
      mse_v,
      mse_w,
      mean_absolute_error_v_mps: mean(this.absolute_v_mps),
      mean_absolute_error_w_radps: mean(this.absolute_w_radps),
    };
  }
}
