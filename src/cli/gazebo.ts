import path from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, messageOf, WorldError } from '../errors';
import { MasterApi } from '../ros/master/master-api';
import { exitCodeOf, isOrderly, onShutdown } from '../support/shutdown';
import { ASSETS_PACKAGE, assetFolders, findWorld, type GazeboWorld } from '../world/gazebo/assets';
import { type GazeboProcess, startGazeboProcess } from '../world/gazebo/gazebo-process';
import { findPackage } from '../world/gazebo/rospack';
import type { Invocation } from './io';
import { choice } from './options/common';
import { printLines } from './print';

const VIRTUAL_SCREEN = ['xvfb-run', '-a', '-s', '-screen 0 1280x1024x24'];
// Without a name of its own its plugin takes that of gzserver's node, which ends it.
const WINDOW = ['gazebo_ros', 'gzclient', '__name:=gazebo_gui'];
const SIM_TIME = '/use_sim_time';

interface GazeboOptions {
  gui: boolean;
  useSimTime: 'true' | 'false' | 'as-launched';
}

export function addGazebo(program: Command, cli: Invocation): Command {
  return program
    .command('gazebo')
    .description("start Gazebo 11 with one of JdeRobot's worlds as it is, through gazebo_ros")
    .argument('<world>', 'name of their launch file or world, or the full path of either')
    .option('--no-gui', "no window; without a display the camera is rendered on xvfb-run's")
    .addOption(
      choice('--use-sim-time <value>', 'what /use_sim_time is set to', [
        'true',
        'false',
        'as-launched',
      ]).default('as-launched'),
    )
    .addHelpText(
      'after',
      `\nWorlds are those of the package ${ASSETS_PACKAGE}; as-launched is what their launch file sets.`,
    )
    .action(async (world: string, options: GazeboOptions) =>
      cli.finish(await runGazebo(cli, world, options)),
    );
}

/** Runs until it is asked to end, or Gazebo ends. @returns the exit code */
async function runGazebo(cli: Invocation, name: string, { gui, useSimTime }: GazeboOptions): Promise<number> {
  const started: GazeboProcess[] = [];
  let release = () => {};
  const asked = new Promise<number>((resolve) => {
    release = onShutdown(cli, (cause) => resolve(isOrderly(cause) ? 0 : exitCodeOf(cause)));
  });
  try {
    const world = findWorld(name, assetFolders(await findPackage(ASSETS_PACKAGE, cli.env), cli.env));
    if ((await findPackage('gazebo_ros', cli.env)) === null) {
      throw new ConfigurationError(
        'gazebo_ros is not installed, or not on ROS_PACKAGE_PATH; install ros-noetic-gazebo-ros-pkgs and source its setup.sh',
      );
    }
    const [command, args] = serverCommand(world, gui, cli);
    await setSimTime(cli, useSimTime === 'as-launched' ? (world.useSimTime ?? true) : useSimTime === 'true');
    const environment = environmentFor(world, cli.env);
    const server = await startGazeboProcess(command, args, environment);
    started.push(server);
    if (gui) started.push(await startGazeboProcess('rosrun', WINDOW, environment));
    printLines(cli, [`Gazebo runs ${world.file}; Ctrl-C ends it`]);
    const lost = server.ended.then((how) => {
      throw new WorldError(`gzserver has ended by itself (${how})`);
    });
    return await Promise.race([asked, lost]);
  } finally {
    for (const process of started.reverse()) await process.close();
    release();
  }
}

function serverCommand(
  { file }: GazeboWorld,
  gui: boolean,
  { env, ros }: Invocation,
): [command: string, args: string[]] {
  if (/[\s:]/.test(file)) {
    throw new ConfigurationError(`${file}: gazebo_ros takes no paths with spaces or colons; move the world`);
  }
  const remappings = [...ros.remappings].map(([from, to]) => `${from}:=${to}`);
  const name = ros.special.get('name');
  const server = ['rosrun', 'gazebo_ros', 'gzserver', file, ...remappings];
  if (name !== undefined) server.push(`__name:=${name}`);
  if (gui && !env.DISPLAY) {
    throw new ConfigurationError(
      'DISPLAY is not set, so Gazebo cannot open a window; give --no-gui (gui:=false)',
    );
  }
  const [command = '', ...args] = env.DISPLAY ? server : [...VIRTUAL_SCREEN, ...server];
  return [command, args];
}

/** Before Gazebo starts: its plugins read the parameter once. */
async function setSimTime({ env, ros }: Invocation, value: boolean): Promise<void> {
  const uri = ros.special.get('master') ?? env.ROS_MASTER_URI ?? 'http://localhost:11311';
  try {
    await new MasterApi(uri, '/gazebo').setParam(SIM_TIME, value);
  } catch (error) {
    throw new WorldError(
      `no ROS master at ${uri} (${messageOf(error)}); start roscore, or use roslaunch f1_brain jderobot.launch`,
      { cause: error },
    );
  }
}

/** As JdeRobot's assets-setup.sh would have it. */
function environmentFor({ file, models }: GazeboWorld, env: Invocation['env']): NodeJS.ProcessEnv {
  const joined = (folders: readonly string[], present: string | undefined) =>
    [...folders, ...(present ? [present] : [])].join(':');
  return {
    ...env,
    GAZEBO_MODEL_PATH: joined(models, env.GAZEBO_MODEL_PATH),
    GAZEBO_RESOURCE_PATH: joined([path.dirname(file), ...models], env.GAZEBO_RESOURCE_PATH),
  };
}
