import { CORRUPTIONS } from '../../config/image-transform';
import type { BehaviorMetricsValues } from '../../measure/metrics/behavior-metrics/result';
import { buildLapStatistics, type LapIdentity } from '../../measure/metrics/lap-statistics';
import type { BagMeasurement } from '../../measure/metrics/measurement';
import type { RunStatistics } from '../../session/run-files';
import { hashJson } from '../run/key';
import type { PlannedRun, PlannedWorld } from '../run/planned-run';
import type { RunResult } from '../run/run-result';

/** Experiment to which runs belong that no experiment planned. */
const ADDED = 'added';

/** What is known of a run that was driven elsewhere. */
export interface DrivenRun {
  readonly statistics: RunStatistics;
  readonly behaviorMetrics: BehaviorMetricsValues | null;
  /** File that it was read from. */
  readonly from: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
}

/** The result of a run that nobody planned. Its key is the hash of its statistics: read again, it is the same run.
 *  @param repetition its number among those of its brain, circuit and direction */
export function addedResult(driven: DrivenRun, repetition: number): RunResult {
  const { statistics, from, started_at, behaviorMetrics } = driven;
  return {
    format: 1,
    run: plannedOf(statistics, repetition),
    outcome: statistics.ended_because ?? 'interrupted',
    detail: statistics.ended_detail ?? null,
    statistics,
    behavior_metrics: behaviorMetrics,
    withheld: {},
    attempts: 1,
    started_at,
    wall_s: 0,
    machine: { host: '', pid: 0, program_version: '', node_version: '', cpu: '' },
    added_from: from,
  };
}

/** The statistics of a bag, as the run would have written them. */
export function statisticsOf({ identity, metrics, file }: BagMeasurement): RunStatistics {
  const { brain, circuit, model, model_sha256, model_path, provider, world, seed, wall_contacts } = identity;
  const who: LapIdentity = {
    circuit,
    brain: brain ?? '',
    model,
    model_sha256,
    model_path,
    provider,
    image_transform: identity.image_transform ?? null,
    world: world ?? 'ros',
    ...(identity.camera_timing && { camera_timing: identity.camera_timing }),
    seed,
    wall_contacts,
    files: { recording: file },
  };
  return { ...buildLapStatistics(who, metrics), recording: null };
}

function plannedOf(statistics: RunStatistics, repetition: number): PlannedRun {
  const { files: _, ...measured } = statistics;
  const { circuit, brain, model, model_sha256, model_path, camera_timing, image_transform } = statistics;
  const corruption = CORRUPTIONS.find((name) => name === image_transform);
  return {
    key: hashJson(measured),
    experiment: ADDED,
    brain: { name: brain, path: '', sha256: '', entry: null, module: null },
    model:
      model === null && model_sha256 === null
        ? null
        : { name: model ?? '', path: model_path ?? '', sha256: model_sha256 ?? '', card_sha256: '' },
    provider: null,
    world: worldOf(statistics.world),
    circuit: { name: circuit ?? '', file: null },
    perfectLap: null,
    direction: statistics.direction,
    start: { kind: 'default' },
    repetition,
    seed: statistics.seed ?? 0,
    corruption: corruption === undefined ? null : { name: corruption, strength: 1 },
    cameraTiming: timingOf(camera_timing),
    timingFile: null,
    compensation: null,
    car: 'f1',
    laps: statistics.laps,
    timeout_s: null,
    recovery: null,
    record: { bag: true, images: 'none', compression: 'none', picture: true },
  };
}

/** BehaviorMetrics names the launch file. */
function worldOf(world: string): PlannedWorld {
  return world === 'lockstep' || world === 'ros' ? { kind: world } : { kind: 'gazebo', launch: world };
}

function timingOf(timing: RunStatistics['camera_timing']): PlannedRun['cameraTiming'] {
  if (timing === undefined) return {};
  const { rate_hz, jitter_ms, latency_ms, frame_drop, stalls, file } = timing;
  return {
    ...(rate_hz !== null && { cameraRate_hz: rate_hz }),
    ...(jitter_ms && { cameraJitter_ms: jitter_ms }),
    ...(latency_ms !== null && { latency_ms }),
    ...(frame_drop && { frameDrop: frame_drop }),
    ...(stalls.length > 0 && { cameraStall: stalls }),
    ...(file !== null && { cameraTiming: file }),
  };
}
