import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../circuit/load';
import type { ExternalSessionOptions } from '../../session/session-options';
import { slowestLaps_s } from '../../session/setup/built-in';
import type { PlannedRun } from '../run/planned-run';
import { commonOptionsOf } from './session-options-of';

/** The start pose of the run, as a file that a session takes. */
const START_FILE = 'start.csv';

/**
 * What drives a run in a Gazebo that was started for it.
 * @param folder where the session writes, and where a start pose is written for it
 * @throws ConfigurationError for a circuit that cannot be loaded
 */
export async function gazeboSessionOptions(run: PlannedRun, folder: string): Promise<ExternalSessionOptions> {
  const common = commonOptionsOf(run, folder);
  return {
    ...common,
    world: 'external',
    timeout_s: run.timeout_s ?? slowestLaps_s(await loadCircuit(common.circuit), run.laps),
    // Whatever ends the process ends its Gazebo too: no car drives on.
    guard: false,
    ...startOf(run, folder),
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
