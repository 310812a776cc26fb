import { formatBrainEntry } from '../../config/brain-entry';
import { F1_CAR } from '../../config/car-preset';
import { ConfigurationError } from '../../errors';
import type { BuiltInSessionOptions, CommonSessionOptions } from '../../session/session-options';
import type { PlannedRun } from '../run/planned-run';

/** Threads within one operator of a network: more of them would take the cores of other runs, and onnxruntime does not
 *  promise the same sums. */
const LOCKSTEP_THREADS = 1;

/** What every session of a run is told, whatever the world.
 *  @param folder where the session writes */
export function commonOptionsOf(
  run: PlannedRun,
  folder: string,
): CommonSessionOptions & { readonly circuit: string; readonly out: string } {
  const { brain, model, provider, circuit, perfectLap, corruption, record, recovery } = run;
  return {
    brain: formatBrainEntry({ file: brain.path, entry: brain.entry }),
    circuit: circuit.file?.path ?? circuit.name,
    direction: run.direction,
    seed: run.seed,
    laps: run.laps,
    imageTransform: corruption?.name ?? 'none',
    corruptionStrength: corruption?.strength ?? 1,
    out: folder,
    record: record.bag,
    recordImages: record.images,
    recordCompression: record.compression,
    picture: record.picture,
    ...(model !== null && { model: model.path }),
    ...(provider !== null && { provider }),
    ...(perfectLap !== null && { perfectLap: perfectLap.path }),
    ...(run.compensation !== null && { compensation: run.compensation }),
    ...(recovery !== null && { recovery: recovery.kind, recoveryLimit: recovery.limit }),
  };
}

/** What drives a run in a built-in world.
 *  @param folder where the session writes
 *  @throws ConfigurationError for a run in Gazebo */
export function sessionOptionsOf(run: PlannedRun, folder: string): BuiltInSessionOptions {
  const { world, start } = run;
  if (world.kind === 'gazebo') {
    throw new ConfigurationError(`${world.launch}: no session of a built-in world drives in Gazebo`);
  }
  return {
    ...commonOptionsOf(run, folder),
    world: world.kind,
    // The F1 car unless the experiment or the brain's file says another.
    ...(run.car !== F1_CAR.name && { car: run.car }),
    ...timingOf(run),
    ...(world.kind === 'lockstep' && { threads: LOCKSTEP_THREADS }),
    ...(start.kind === 'pose' && { startPose: { x_m: start.x_m, y_m: start.y_m, yaw_rad: start.yaw_rad } }),
    ...(run.timeout_s !== null && { timeout_s: run.timeout_s }),
  };
}

function timingOf({ cameraTiming, timingFile }: PlannedRun): PlannedRun['cameraTiming'] {
  return timingFile === null ? cameraTiming : { ...cameraTiming, cameraTiming: timingFile.path };
}
