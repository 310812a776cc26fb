import type { BehaviorMetricsContext } from '../behavior-metrics/result';
import { crashInWords } from '../figure-notes';
import type { RunIdentity } from '../measurement';
import type { RunFigures } from '../run-figures';
import type { RecordedRun } from '../run-metadata';
import type { BagRun } from './bag-run';
import type { Course } from './course';
import type { MeasuredDrive } from './measured-drive';

/** Providers that run on the processor. */
const PROCESSORS: readonly string[] = ['cpu'];

/** Who drove where, by the metadata, the decisions and what was found out. */
export function identityOf(
  recorded: RecordedRun,
  run: BagRun,
  course: Course,
  figures: RunFigures,
): RunIdentity {
  return {
    brain: recorded.brain ?? run.who.brain,
    model: recorded.model ?? run.who.model,
    provider: recorded.provider ?? run.who.provider,
    world: recorded.world,
    circuit: recorded.circuit ?? course.circuit?.name ?? null,
    direction: recorded.direction ?? (course.circuit === null ? null : figures.direction),
    laps: recorded.laps,
    seed: recorded.seed,
    wall_contacts: recorded.wall_contacts,
    image_transform: recorded.image_transform ?? null,
    recorded_at: run.recordedAt,
  };
}

/** What BehaviorMetrics' figures need besides poses, clocks and decisions. */
export function behaviorMetricsContext(
  recorded: RecordedRun,
  run: BagRun,
  figures: RunFigures,
): BehaviorMetricsContext {
  const provider = recorded.provider ?? run.who.provider;
  return {
    pilotTimeCycle_ms: recorded.cycle_ms,
    crash: figures.crash === null ? null : crashInWords(figures.crash),
    lockstep: recorded.ours && recorded.world === 'lockstep',
    realTimeUpdateRate: recorded.real_time_update_rate,
    gpuInference: provider === null ? null : !PROCESSORS.includes(provider.toLowerCase()),
    realSeconds: recorded.real_seconds ?? run.wallSeconds,
    realTimeFactor: figures.real_time_factor,
    frames: run.cameraMessages > 0 ? run.cameraMessages : (recorded.frames?.received ?? run.framesDecided),
  };
}

/** Why nothing was measured against a line; null where it was. */
export function whyNoLine({ circuit }: Course, { nearness }: MeasuredDrive): string | null {
  if (circuit === null) return 'nobody knows the line: name the circuit, or give a perfect lap';
  if (!nearness.elsewhere) return null;
  return (
    `the driven line lies nowhere near ${circuit.name}: it set out ${nearness.outset_m.toFixed(1)} m off it and ` +
    `was within 5 m on ${(100 * nearness.share).toFixed(0)} % of its way; name the circuit that was driven`
  );
}

/** Whether the bag holds no decisions, but commands on their own topic. */
export function takesCommands(figures: RunFigures, run: BagRun): boolean {
  return figures.decisions === null && run.commands.commands > 1;
}

/** Figures of a bag without decisions with what its commands and pictures give on their own topics. */
export function withOtherTopics(figures: RunFigures, run: BagRun): RunFigures {
  if (figures.decisions !== null) return figures;
  const seen = { ...figures, frames_per_simulated_second: run.framesPerSimulatedSecond };
  if (!takesCommands(figures, run)) return seen;
  const smooth = run.commands.figures();
  return {
    ...seen,
    command_suddenness: smooth.suddenness,
    command_jerk_v_mean_mps3: smooth.jerk_v_mean_mps3,
    command_jerk_v_p95_mps3: smooth.jerk_v_p95_mps3,
    command_jerk_w_mean_radps3: smooth.jerk_w_mean_radps3,
    command_jerk_w_p95_radps3: smooth.jerk_w_p95_radps3,
  };
}
