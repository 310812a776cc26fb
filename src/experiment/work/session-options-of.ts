import { formatBrainEntry } from '../../config/brain-entry';
import { ConfigurationError } from '../../errors';
import type { BuiltInSessionOptions } from '../../session/session-options';
import type { PlannedRun } from '../run/planned-run';

/** Threads within one operator of a network: more of them would take the cores of other runs, and onnxruntime does not
 *  promise the same sums. */
const LOCKSTEP_THREADS = 1;

/** What drives a run in a built-in world.
 *  @param folder where the session writes
 *  @throws ConfigurationError for a run in Gazebo */
export function sessionOptionsOf(run: PlannedRun, folder: string): BuiltInSessionOptions {
  const { brain, model, provider, world, circuit, perfectLap, start, corruption, record } = run;
  if (world.kind === 'gazebo') {
    throw new ConfigurationError(`${world.launch}: no session of a built-in world drives in Gazebo`);
  }
  return {
    world: world.kind,
    brain: formatBrainEntry({ file: brain.path, entry: brain.entry }),
    circuit: circuit.file?.path ?? circuit.name,
    direction: run.direction,
    seed: run.seed,
    laps: run.laps,
    car: run.car,
    imageTransform: corruption?.name ?? 'none',
    corruptionStrength: corruption?.strength ?? 1,
    out: folder,
    record: record.bag,
    recordImages: record.images,
    recordCompression: record.compression,
    picture: record.picture,
    ...timingOf(run),
    ...(world.kind === 'lockstep' && { threads: LOCKSTEP_THREADS }),
    ...(model !== null && { model: model.path }),
    ...(provider !== null && { provider }),
    ...(perfectLap !== null && { perfectLap: perfectLap.path }),
    ...(start.kind === 'pose' && { startPose: { x_m: start.x_m, y_m: start.y_m, yaw_rad: start.yaw_rad } }),
    ...(run.compensation !== null && { compensation: run.compensation }),
    ...(run.timeout_s !== null && { timeout_s: run.timeout_s }),
    ...(run.recovery !== null && { recovery: run.recovery.kind, recoveryLimit: run.recovery.limit }),
  };
}

function timingOf({ cameraTiming, timingFile }: PlannedRun): PlannedRun['cameraTiming'] {
  return timingFile === null ? cameraTiming : { ...cameraTiming, cameraTiming: timingFile.path };
}
