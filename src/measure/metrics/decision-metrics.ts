import { clamp } from '../../support/numbers';
import type { Decision } from '../../types';
import { CompensationFigures } from './compensation-metrics';
import { Histogram } from './histogram';
import { Pace } from './pace';
import type { RunMetrics, Spread, TailSpread } from './run-metrics';
import { CommandSmoothness } from './smoothness';

/** A frame stamp this near to the simulated clock belongs to it. */
const SAME_CLOCK_S = 10;

/** Metrics of the decisions of a node, in constant memory. */
export class DecisionMetrics {
  readonly inference_ms = new Histogram();
  readonly step_ms = new Histogram();
  readonly latency_ms = new Histogram();
  readonly waited_ms = new Histogram();
  readonly pace = new Pace();
  readonly smoothness = new CommandSmoothness();
  readonly compensation = new CompensationFigures();
  private last: Decision | null = null;
  private distinct = 0;
  /** Decisions that follow an earlier one of the same node. */
  private following = 0;
  private frames = 0;
  private busy_ms = 0;
  private span_ms = 0;
  private first_ms = 0;

  get newest(): Decision | null {
    return this.last;
  }

  get count(): number {
    return this.distinct;
  }

  /** Adds a decision. One without the time of its command is skipped. */
  add(decision: Decision): void {
    if (!Number.isFinite(decision.left_ms)) return;
    const last = this.last;
    this.last = decision;
    this.step_ms.add(decision.step_ms);
    this.latency_ms.add(decision.sensor_to_actuator_ms);
    this.waited_ms.add(decision.waited_ms);
    if (decision.inference_ms !== null) this.inference_ms.add(decision.inference_ms);
    const time_s = commandTime(decision);
    this.smoothness.add(decision.command.v_mps, decision.command.w_radps, time_s);
    this.compensation.add(decision, time_s);
    const isNewFrame = decision.sequence !== last?.sequence;
    if (isNewFrame) this.distinct += 1;
    if (last === null || decision.left_ms < last.left_ms) this.begin(decision, last);
    else this.follow(last, decision, isNewFrame);
  }

  /** The metrics of RunMetrics that depend on decisions alone. */
  compute() {
    const smooth = this.smoothness.compute();
    return {
      brain_iterations_frequency_real_time: reciprocal(this.step_ms.mean),
      decisions: this.count === 0 ? null : this.count,
      decisions_per_second: this.perWallSecond,
      decisions_per_simulated_second: this.perSimulatedSecond,
      frames_per_second: this.framesPerWallSecond,
      frames_per_simulated_second: this.framesPerSimulatedSecond,
      inference_time_ms: toSpread(this.inference_ms),
      step_time_ms: toSpread(this.step_ms),
      sensor_to_actuator_ms: toTailSpread(this.latency_ms),
      waited_ms: toSpread(this.waited_ms),
      brain_waiting_share: this.waitingShare,
      command_suddenness: smooth.suddenness,
      command_jerk_v_mean_mps3: smooth.jerk_v_mean_mps3,
      command_jerk_v_p95_mps3: smooth.jerk_v_p95_mps3,
      command_jerk_w_mean_radps3: smooth.jerk_w_mean_radps3,
      command_jerk_w_p95_radps3: smooth.jerk_w_p95_radps3,
    } satisfies Partial<RunMetrics>;
  }

  /** Distinct frames answered per wall second. */
  get perWallSecond(): number | null {
    const span_ms = this.wallSpan_ms();
    return this.following > 0 && span_ms > 0 ? (1000 * this.following) / span_ms : null;
  }

  get perSimulatedSecond(): number | null {
    return this.pace.perSimulatedSecond.decisions;
  }

  get framesPerWallSecond(): number | null {
    const span_ms = this.wallSpan_ms();
    return this.frames > 0 && span_ms > 0 ? (1000 * this.frames) / span_ms : null;
  }

  get framesPerSimulatedSecond(): number | null {
    return this.pace.perSimulatedSecond.frames;
  }

  get waitingShare(): number | null {
    const span_ms = this.wallSpan_ms();
    return span_ms > 0 ? clamp(1 - this.busy_ms / span_ms, 0, 1) : null;
  }

  /** The monotonic clock restarts with the node. */
  private begin(decision: Decision, last: Decision | null): void {
    if (last !== null) this.span_ms += last.left_ms - this.first_ms;
    this.first_ms = decision.left_ms;
  }

  private follow(last: Decision, decision: Decision, isNewFrame: boolean): void {
    if (isNewFrame) this.following += 1;
    const frames = Math.max(0, decision.sequence - last.sequence);
    this.frames += frames;
    if (decision.step_ms >= 0) this.busy_ms += decision.step_ms;
    const known = decision.sim_s !== null && last.sim_s !== null;
    const simulated_s = known ? decision.sim_s! - last.sim_s! : null;
    const wall_ms = decision.left_ms - last.left_ms;
    this.pace.add({ wall_ms, simulated_s, decisions: isNewFrame ? 1 : 0, frames });
  }

  private wallSpan_ms(): number {
    return this.last === null ? 0 : this.span_ms + this.last.left_ms - this.first_ms;
  }
}

/** The frame stamp if it is simulated, because /clock is coarser; else /clock. */
function commandTime({ stamp, sim_s }: Decision): number | null {
  if (stamp === null || (stamp.sec === 0 && stamp.nsec === 0)) return sim_s;
  const stamp_s = stamp.sec + stamp.nsec * 1e-9;
  return sim_s === null || Math.abs(stamp_s - sim_s) <= SAME_CLOCK_S ? stamp_s : sim_s;
}

function toSpread(histogram: Histogram): Spread {
  return { mean: histogram.mean, ...toTailSpread(histogram) };
}

function toTailSpread(histogram: Histogram): TailSpread {
  return {
    p50: histogram.percentile(50),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
    max: histogram.max,
  };
}

/** Rate in 1/s of a mean duration in ms; null without one. */
export function reciprocal(mean_ms: number | null): number | null {
  return mean_ms === null || mean_ms <= 0 ? null : 1000 / mean_ms;
}
