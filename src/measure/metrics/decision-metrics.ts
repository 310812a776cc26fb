import type { Decision } from '../../types';
import { Histogram } from './histogram';
import type { Spread, TailSpread } from './lap-statistics';
import { Pace } from './pace';
import { CommandSmoothness } from './smoothness';

/** A frame's stamp this near to the simulated clock is of that clock. */
const SAME_CLOCK_S = 10;

/** Figures of a node's decisions, in constant memory. */
export class DecisionMetrics {
  readonly inference_ms = new Histogram();
  readonly step_ms = new Histogram();
  readonly latency_ms = new Histogram();
  readonly waited_ms = new Histogram();
  readonly pace = new Pace();
  readonly smoothness = new CommandSmoothness();
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

  /** A decision without a time when it left cannot be placed and is left out. */
  add(decision: Decision): void {
    if (!Number.isFinite(decision.left_ms)) return;
    const last = this.last;
    this.last = decision;
    this.step_ms.add(decision.step_ms);
    this.latency_ms.add(decision.sensor_to_actuator_ms);
    this.waited_ms.add(decision.waited_ms);
    if (decision.inference_ms !== null) this.inference_ms.add(decision.inference_ms);
    this.smoothness.add(decision.command.v_mps, decision.command.w_radps, timeOf(decision));
    const anew = decision.sequence !== last?.sequence;
    if (anew) this.distinct += 1;
    if (last === null || decision.left_ms < last.left_ms) this.begin(decision, last);
    else this.follow(last, decision, anew);
  }

  /** Distinct frames answered per wall second. */
  get perWallSecond(): number | null {
    const span_ms = this.wallSpan_ms();
    return this.following > 0 && span_ms > 0 ? (1000 * this.following) / span_ms : null;
  }

  get perSimulatedSecond(): number | null {
    return this.following > 0 && this.pace.simulated_s > 0 ? this.following / this.pace.simulated_s : null;
  }

  get framesPerWallSecond(): number | null {
    const span_ms = this.wallSpan_ms();
    return this.frames > 0 && span_ms > 0 ? (1000 * this.frames) / span_ms : null;
  }

  get framesPerSimulatedSecond(): number | null {
    return this.frames > 0 && this.pace.simulated_s > 0 ? this.frames / this.pace.simulated_s : null;
  }

  get waitingShare(): number | null {
    const span_ms = this.wallSpan_ms();
    return span_ms > 0 ? Math.min(1, Math.max(0, 1 - this.busy_ms / span_ms)) : null;
  }

  /** The wall clock of a node begins anew when the node does. */
  private begin(decision: Decision, last: Decision | null): void {
    if (last !== null) this.span_ms += last.left_ms - this.first_ms;
    this.first_ms = decision.left_ms;
  }

  private follow(last: Decision, decision: Decision, anew: boolean): void {
    if (anew) this.following += 1;
    const frames = Math.max(0, decision.sequence - last.sequence);
    this.frames += frames;
    if (decision.step_ms >= 0) this.busy_ms += decision.step_ms;
    const known = decision.sim_s !== null && last.sim_s !== null;
    const simulated_s = known ? decision.sim_s! - last.sim_s! : null;
    const wall_ms = decision.left_ms - last.left_ms;
    this.pace.add({ wall_ms, simulated_s, decisions: anew ? 1 : 0, frames });
  }

  private wallSpan_ms(): number {
    return this.last === null ? 0 : this.span_ms + this.last.left_ms - this.first_ms;
  }
}

/** The frame's stamp where it is simulated, for the clock has a coarser grain; else the clock. */
function timeOf({ stamp, sim_s }: Decision): number | null {
  if (stamp === null || (stamp.sec === 0 && stamp.nsec === 0)) return sim_s;
  const stamp_s = stamp.sec + stamp.nsec * 1e-9;
  return sim_s === null || Math.abs(stamp_s - sim_s) <= SAME_CLOCK_S ? stamp_s : sim_s;
}

export function spread(histogram: Histogram): Spread {
  return { mean: histogram.mean, ...tailSpread(histogram) };
}

export function tailSpread(histogram: Histogram): TailSpread {
  return {
    p50: histogram.percentile(50),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
    max: histogram.max,
  };
}
