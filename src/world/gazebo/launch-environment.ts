import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LaunchFile } from './launch-file';
import type { LaunchCommand } from './launch-messages';

export interface LaunchPlace {
  readonly masterUri: string;
  /** Of Gazebo's own master, which no other Gazebo has. */
  readonly gazeboPort: number;
  /** For the log files of ROS and Gazebo. */
  readonly logFolder: string;
}

const LOOPBACK = '127.0.0.1';

/** Environment of a launch that has masters of its own: a Gazebo or roscore that somebody else runs is not touched. */
export function launchEnvironment(
  { models, worlds }: Pick<LaunchFile, 'models' | 'worlds'>,
  { masterUri, gazeboPort, logFolder }: LaunchPlace,
  env: Readonly<NodeJS.ProcessEnv>,
): Record<string, string> {
  const { ROS_HOSTNAME: _, ROS_NAMESPACE: __, ...rest } = env;
  const own: NodeJS.ProcessEnv = {
    ...rest,
    ROS_MASTER_URI: masterUri,
    ROS_IP: LOOPBACK,
    GAZEBO_MASTER_URI: `http://${LOOPBACK}:${gazeboPort}`,
    GAZEBO_IP: LOOPBACK,
    // Otherwise both leave a folder for each run at home.
    ROS_LOG_DIR: path.join(logFolder, 'ros'),
    GAZEBO_LOG_PATH: logFolder,
    ...pathWith('GAZEBO_MODEL_PATH', models, env),
    ...pathWith('GAZEBO_RESOURCE_PATH', worlds, env),
  };
  const present = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present);
}

/** The folder that a gzserver makes at home, by the port of its master, and where it belongs. */
export function gazeboHomeLog(
  { HOME }: Readonly<NodeJS.ProcessEnv>,
  gazeboPort: number,
  logFolder: string,
): LaunchCommand['homeLog'] {
  const from = HOME && path.join(HOME, '.gazebo', `server-${gazeboPort}`);
  // One that is there already is of another Gazebo, which had the port before.
  return !from || existsSync(from) ? null : { from, to: logFolder };
}

/** As JdeRobot's assets-setup.sh would have it; nothing where there is nothing to add. */
function pathWith(
  name: string,
  folders: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): NodeJS.ProcessEnv {
  const before = env[name];
  return folders.length === 0 ? {} : { [name]: [...folders, ...(before ? [before] : [])].join(':') };
}
