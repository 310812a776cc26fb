import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigurationError } from '../../errors';
import { findLaunchFile } from './launch-file';
import { LaunchOutput } from './launch-output';
import { findPackage } from './rospack';

const PATIENCE_MS = 60_000;

/**
 * Has roslaunch read a launch file with all that it includes; nothing is started.
 * @param named as of `findLaunchFile`
 * @throws ConfigurationError that names it and says what is wrong
 */
export async function checkLaunch(named: string, env: Readonly<NodeJS.ProcessEnv>): Promise<void> {
  const { file, args } = await findLaunchFile(named, env);
  try {
    await promisify(execFile)('roslaunch', ['--nodes', file, ...args], {
      env: { ...env },
      timeout: PATIENCE_MS,
    });
  } catch (error) {
    const output = new LaunchOutput();
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) output.add(line);
    const why = output.lastProblem ?? 'it says nothing';
    throw new ConfigurationError(`${file}: roslaunch cannot read it (${why})`, { cause: error });
  }
  if (file.endsWith('gazebo.launch') && (await findPackage('gazebo_ros', env)) === null) {
    throw new ConfigurationError(
      `${named}: gazebo_ros is not installed, or not on ROS_PACKAGE_PATH; install ros-noetic-gazebo-ros-pkgs and source its setup.sh`,
    );
  }
}
