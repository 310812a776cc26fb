import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../circuit/load';
import { formatBrainEntry } from '../../config/brain-entry';
import type { ExternalSessionOptions } from '../../session/session-options';
import { slowestLaps_s } from '../../session/setup/built-in';
import type { PlannedRun } from '../run/planned-run';

/** The start pose of the run, as a file that a session takes. */
const START_FILE = 'start.csv';

/**
 * What drives a run in a Gazebo that was started for it.
 * @param folder where the session writes, and where a start pose is written for it
 * @throws ConfigurationError for a circuit that cannot be loaded
 */
export async function gazeboSessionOptions(run: PlannedRun, folder: string): Promise<ExternalSessionOptions> {
  const { brain, model, provider, circuit, perfectLap, corruption, record, recovery, laps } = run;
  const named = circuit.file?.path ?? circuit.name;
  return {
    world: 'external',
    brain: formatBrainEntry({ file: brain.path, entry: brain.entry }),
    circuit: named,
    direction: run.direction,
    seed: run.seed,
    laps,
    imageTransform: corruption?.name ?? 'none',
    corruptionStrength: corruption?.strength ?? 1,
    out: folder,
    record: record.bag,
    recordImages: record.images,
    recordCompression: record.compression,
    picture: record.picture,
    timeout_s: run.timeout_s ?? slowestLaps_s(await loadCircuit(named), laps),
    // Whatever ends the process ends its Gazebo too: no car drives on.
    guard: false,
    ...startOf(run, folder),
    ...(model !== null && { model: model.path }),
    ...(provider !== null && { provider }),
    ...(perfectLap !== null && { perfectLap: perfectLap.path }),
    ...(run.compensation !== null && { compensation: run.compensation }),
    ...(recovery !== null && { recovery: recovery.kind, recoveryLimit: recovery.limit }),
  };
}

/** Where the world resets the car to, turned round at the circuit's start, or at the pose of the plan. */
function startOf(
  { start, direction }: PlannedRun,
  folder: string,
): Pick<ExternalSessionOptions, 'start' | 'startRow'> {
  if (start.kind === 'default') return { start: direction === 'forward' ? 'reset' : 'circuit' };
  const file = path.join(folder, START_FILE);
  writeFileSync(file, `x_m,y_m,yaw_rad\n${start.x_m},${start.y_m},${start.yaw_rad}\n`);
  return { start: file, startRow: 1 };
}
