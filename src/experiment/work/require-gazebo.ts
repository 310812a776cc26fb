import { Problems } from '../../config/problems';
import { checkLaunch } from '../../world/gazebo/check-launch';
import { requireLaunchPrograms } from '../../world/gazebo/launch-command';
import type { PlannedRun } from '../run/planned-run';

/**
 * Checks before the first run that this machine can launch all worlds of the runs in Gazebo.
 * @throws ConfigurationError with a line for each that it cannot
 */
export async function requireGazebo(
  runs: readonly PlannedRun[],
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<void> {
  const launches = new Set(runs.flatMap(({ world }) => (world.kind === 'gazebo' ? [world.launch] : [])));
  const [first] = launches;
  if (first === undefined) return;
  const others = launches.size === 1 ? '' : ` and ${launches.size - 1} more`;
  requireLaunchPrograms(`${first}${others}`, env);
  const problems = new Problems();
  for (const launch of launches) await problems.attemptAsync(() => checkLaunch(launch, env), undefined);
  problems.throwAny();
}
