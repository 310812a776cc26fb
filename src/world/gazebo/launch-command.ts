import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../errors';
import { findLaunchFile, type LaunchFile } from './launch-file';
import { withoutWindow } from './windowless';

/** Gazebo renders the camera on a screen, a virtual one where there is no other. */
export const VIRTUAL_SCREEN = ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24'] as const;

/** A command that launches a world. */
export interface WorldLaunch {
  readonly launch: LaunchFile;
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * The command for a launch file or world: with Gazebo's window where there is a display for it.
 * @param named as of `findLaunchFile`
 * @param folder where a copy of the launch file is written if it has to be another
 * @throws ConfigurationError when the file or a program is missing
 */
export async function launchCommand(
  named: string,
  folder: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<WorldLaunch> {
  requireLaunchPrograms(named, env);
  const found = await findLaunchFile(named, env);
  const launch = env.DISPLAY ? found : withoutWindow(found, folder);
  const roslaunch = ['roslaunch', launch.file, ...launch.args];
  const [command = '', ...args] = env.DISPLAY ? roslaunch : [...VIRTUAL_SCREEN, ...roslaunch];
  return { launch, command, args };
}

/** @param named what cannot be launched without them, for the message
 *  @throws ConfigurationError that says what is missing */
export function requireLaunchPrograms(named: string, env: Readonly<NodeJS.ProcessEnv>): void {
  if (!isOnPath('roslaunch', env)) {
    throw new ConfigurationError(
      `${named}: needs roslaunch, which is not on PATH; source the setup.sh of a ROS that has Gazebo, ` +
        'or have the runs drive in the built-in world (world lockstep or ros)',
    );
  }
  if (!env.DISPLAY && !isOnPath(VIRTUAL_SCREEN[0], env)) {
    throw new ConfigurationError(
      `${named}: DISPLAY is not set, and xvfb-run is not on PATH; install xvfb, on whose screen Gazebo renders the camera`,
    );
  }
}

function isOnPath(program: string, { PATH = '' }: Readonly<NodeJS.ProcessEnv>): boolean {
  return PATH.split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
