import { ConfigurationError } from '../../errors';
import type { PlannedRun } from '../run/planned-run';
import type { Driven, DriveOptions } from './driven';
import type { RunLog } from './run-log';

/** Whether runs in Gazebo can be driven; null where they can, else why not. */
export function whyNoGazebo(runs: readonly PlannedRun[]): string | null {
  const launches = runs.flatMap(({ world }) => (world.kind === 'gazebo' ? [world.launch] : []));
  const [first] = launches;
  if (first === undefined) return null;
  const others = launches.length === 1 ? '' : ` and ${launches.length - 1} more`;
  return `${first}${others}: runs in Gazebo are not driven yet; --world lockstep or ros drives the same circuits in the built-in world`;
}

/** Drives one run in a Gazebo that is started for it. */
export async function driveInGazebo(
  run: PlannedRun,
  _folder: string,
  _options: DriveOptions & { readonly log: RunLog },
): Promise<Driven> {
  throw new ConfigurationError(whyNoGazebo([run]) ?? 'not a run in Gazebo');
}
