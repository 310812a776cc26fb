import { isKnownWorld } from '../../../circuit/load';
import { worldName } from '../../../circuit/variants';
import { roundPercent } from '../../../support/percent';
import type { BehaviorMetricsContext } from '../behavior-metrics/result';
import type { RunIdentity } from '../measurement';
import { formatCrash } from '../metric-notes';
import type { RecordedRun } from '../run-metadata';
import type { RunMetrics } from '../run-metrics';
import type { BagReader } from './bag-reader';
import type { MeasuredDrive } from './measured-drive';
import type { Reference } from './reference';

/** Providers that run on the CPU. */
const CPU_PROVIDERS: readonly string[] = ['cpu'];

/** Who drove where, from the metadata, else from the decisions, else from the metrics. */
export function identifyRun(
  recorded: RecordedRun,
  run: BagReader,
  course: Reference,
  metrics: RunMetrics,
): RunIdentity {
  return {
    brain: recorded.brain ?? run.driver.brain,
    model: recorded.model ?? run.driver.model,
    model_sha256: recorded.model_sha256,
    model_path: recorded.model_path,
    provider: recorded.provider ?? run.driver.provider,
    world: recorded.world,
    circuit: circuitOf(recorded.circuit) ?? course.circuit?.name ?? null,
    direction: recorded.direction ?? (course.circuit === null ? null : metrics.direction),
    laps: recorded.laps,
    seed: recorded.seed,
    wall_contacts: recorded.wall_contacts,
    ...(recorded.car !== undefined && { car: recorded.car }),
    image_transform: recorded.image_transform ?? null,
    ...(recorded.corruption_strength != null && { corruption_strength: recorded.corruption_strength }),
    camera_timing: recorded.camera_timing ?? null,
    recorded_at: run.recordedAt,
  };
}

/** A world that we know has one name, however the bag spells it. */
function circuitOf(recorded: string | null): string | null {
  return recorded !== null && isKnownWorld(recorded) ? worldName(recorded) : recorded;
}

/** The context that BehaviorMetrics' metrics need besides poses, clocks and decisions. */
export function buildContext(
  recorded: RecordedRun,
  run: BagReader,
  metrics: RunMetrics,
): BehaviorMetricsContext {
  const provider = recorded.provider ?? run.driver.provider;
  return {
    pilotTimeCycle_ms: recorded.cycle_ms,
    crash: metrics.crash === null ? null : formatCrash(metrics.crash),
    lockstep: recorded.ours && recorded.world === 'lockstep',
    realTimeUpdateRate: recorded.real_time_update_rate,
    gpuInference: provider === null ? null : !CPU_PROVIDERS.includes(provider.toLowerCase()),
    realSeconds: recorded.real_seconds ?? run.wallSeconds,
    realTimeFactor: metrics.real_time_factor,
    frames: run.cameraMessages > 0 ? run.cameraMessages : (recorded.frames?.received ?? run.framesDecided),
  };
}

/** Why nothing was measured against a line; null where the run was. */
export function explainMissingLine({ circuit }: Reference, { proximity }: MeasuredDrive): string | null {
  if (circuit === null) return 'the line is unknown; pass --circuit or --perfect-lap';
  if (!proximity.offCircuit) return null;
  return (
    `the driven path is nowhere near ${circuit.name}: it starts ${proximity.maxStartDistance_m.toFixed(1)} m off its line ` +
    `and is within 5 m of it on ${roundPercent(100 * proximity.share, 0)} % of its length; pass the circuit that was driven`
  );
}

/** Whether the bag has no decisions but commands on the command topic. */
export function usesCommandTopic(metrics: RunMetrics, run: BagReader): boolean {
  return metrics.decisions === null && run.commands.commands > 1;
}

/** Completes the metrics of a bag without decisions from its command and camera topics. */
export function addTopicMetrics(metrics: RunMetrics, run: BagReader): RunMetrics {
  if (metrics.decisions !== null) return metrics;
  const seen = { ...metrics, frames_per_simulated_second: run.framesPerSimulatedSecond };
  if (!usesCommandTopic(metrics, run)) return seen;
  const smooth = run.commands.compute();
  return {
    ...seen,
    command_suddenness: smooth.suddenness,
    command_jerk_v_mean_mps3: smooth.jerk_v_mean_mps3,
    command_jerk_v_p95_mps3: smooth.jerk_v_p95_mps3,
    command_jerk_w_mean_radps3: smooth.jerk_w_mean_radps3,
    command_jerk_w_p95_radps3: smooth.jerk_w_p95_radps3,
  };
}
