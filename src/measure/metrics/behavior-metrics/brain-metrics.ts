import { COMMAND_RANGES, V_SPAN_MPS, W_SPAN_RADPS } from '../../../config/command-range';
import { clamp } from '../../../support/numbers';
import type { BehaviorMetricsContext, BehaviorMetricsValues, RecordedDecision } from './result';

/** Inference times that are excluded at either end. */
const TRIMMED = 10;

/** Running mean. */
class Mean {
  sum = 0;
  count = 0;

  add(value: number): void {
    this.sum += value;
    this.count += 1;
  }

  get value(): number | null {
    return this.count === 0 ? null : this.sum / this.count;
  }
}

/** BehaviorMetrics' metrics of a brain, computed from its decisions in constant memory. */
export class BrainMetrics {
  count = 0;
  private readonly step_s = new Mean();
  private readonly simulatedStep_s = new Mean();
  private readonly inference_s = new Mean();
  private readonly suddenness = new Mean();
  inferences = 0;
  /** Ring of the last ten inference times, which are excluded if no more follow. */
  private readonly latest_s = new Float64Array(TRIMMED);
  private simulated_s: number | null = null;
  private left_ms: number | null = null;
  private simulatedSpan_s = 0;
  private span_ms = 0;
  private previous: { readonly v: number; readonly w: number } | null = null;

  add(decision: RecordedDecision): void {
    this.count += 1;
    if (isNumber(decision.step_ms)) this.step_s.add(decision.step_ms / 1000);
    if (isNumber(decision.inference_ms)) this.inference(decision.inference_ms / 1000);
    this.clocks(decision);
    this.command(decision);
  }

  /** Wall seconds from the first to the last decision; null below two decisions. */
  get realSeconds(): number | null {
    return this.count < 2 || this.span_ms <= 0 ? null : this.span_ms / 1000;
  }

  /** @param simulatedSeconds whole simulated seconds of the run, as BehaviorMetrics counts them
   *  @param frames camera frames; null if not counted */
  compute(
    context: BehaviorMetricsContext,
    simulatedSeconds: number | null,
    frames: number | null,
  ): Partial<BehaviorMetricsValues> {
    const realTimeFactor = context.realTimeFactor ?? this.realTimeFactor;
    const perSecond = reciprocal(context.pilotTimeCycle_ms ?? null, 1000);
    // BehaviorMetrics rounds the factor to hundredths before it divides.
    const rounded = realTimeFactor === null ? null : Math.round(100 * realTimeFactor) / 100;
    return {
      brain_iterations_frequency_real_time: reciprocal(this.step_s.value, 1),
      brain_iterations_frequency_simulated_time: reciprocal(this.simulatedStep_s.value, 1),
      target_brain_iterations_real_time: perSecond,
      target_brain_iterations_simulated_time: perSecond === null ? null : reciprocal(rounded, perSecond),
      mean_brain_iterations_real_time: this.step_s.value,
      mean_brain_iterations_simulated_time: this.simulatedStep_s.value,
      mean_inference_time: this.inference_s.value,
      frame_rate: frames === null ? null : reciprocal(simulatedSeconds, frames),
      gpu_inference: context.gpuInference ?? null,
      suddenness_distance: this.suddenness.value,
      real_time_factor: realTimeFactor,
      real_time_update_rate: context.realTimeUpdateRate ?? null,
      experiment_total_real_time: context.realSeconds ?? this.realSeconds,
    };
  }

  private get realTimeFactor(): number | null {
    return this.simulatedSpan_s > 0 && this.span_ms > 0 ? (1000 * this.simulatedSpan_s) / this.span_ms : null;
  }

  private inference(value_s: number): void {
    const slot = this.inferences % TRIMMED;
    // The value that leaves the ring is followed by ten others, so it counts.
    if (this.inferences >= 2 * TRIMMED) this.inference_s.add(this.latest_s[slot]!);
    this.latest_s[slot] = value_s;
    this.inferences += 1;
  }

  private clocks({ simulated_s, left_ms }: RecordedDecision): void {
    const simulatedStep_s = step(simulated_s, this.simulated_s);
    const step_ms = step(left_ms, this.left_ms);
    if (simulatedStep_s !== null) this.simulatedStep_s.add(simulatedStep_s);
    if (simulatedStep_s !== null && step_ms !== null) this.simulatedSpan_s += simulatedStep_s;
    if (step_ms !== null) this.span_ms += step_ms;
    this.simulated_s = simulated_s;
    this.left_ms = left_ms;
  }

  private command({ v_mps, w_radps, inference_ms }: RecordedDecision): void {
    if (!isNumber(v_mps) || !isNumber(w_radps)) return;
    const v = (v_mps - COMMAND_RANGES.v_mps[0]) / V_SPAN_MPS;
    const w = (w_radps - COMMAND_RANGES.w_radps[0]) / W_SPAN_RADPS;
    // BehaviorMetrics uses the raw outputs of a network and clamps the commands of an explicit brain.
    const point = inference_ms === null ? { v: clamp(v, 0, 1), w: clamp(w, 0, 1) } : { v, w };
    if (this.previous !== null) {
      const dv = point.v - this.previous.v;
      const dw = point.w - this.previous.w;
      this.suddenness.add(Math.sqrt(dv * dv + dw * dw));
    }
    this.previous = point;
  }
}

/** Step of a clock; null where it is unknown or the clock was set back. */
function step(later: number | null, earlier: number | null): number | null {
  return isNumber(later) && isNumber(earlier) && later >= earlier ? later - earlier : null;
}

function isNumber(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function reciprocal(value: number | null, numerator: number): number | null {
  return value === null || value <= 0 ? null : numerator / value;
}
