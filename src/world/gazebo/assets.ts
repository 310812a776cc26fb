import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf, quoted } from '../../errors';
import { suggestion } from '../../support/nearest';

/** The ROS package with JdeRobot's circuits, in CustomRobots and in RoboticsInfrastructure alike. */
export const ASSETS_PACKAGE = 'jderobot_assets';
/** Where its CMakeLists.txt installs worlds, models and launch files unless told otherwise. */
export const INSTALLED_ASSETS = '/opt/jderobot/share/jderobot/gazebo';

/** A world for gzserver, unmodified, with what it needs of the environment. */
export interface GazeboWorld {
  /** Full path of the .world file. */
  readonly file: string;
  /** Folders for GAZEBO_MODEL_PATH. */
  readonly models: readonly string[];
  /** What its launch file sets /use_sim_time to; null without a launch file. */
  readonly useSimTime: boolean | null;
}

/**
 * Folders in which JdeRobot's worlds are looked for, in this order: their package, the folders above those of
 * GAZEBO_RESOURCE_PATH (which their assets-setup.sh sets), and where they are installed by default.
 * @param packageFolder of jderobot_assets; null where ROS does not know it
 */
export function assetFolders(
  packageFolder: string | null,
  { GAZEBO_RESOURCE_PATH = '' }: Readonly<NodeJS.ProcessEnv>,
): string[] {
  const named = GAZEBO_RESOURCE_PATH.split(':').filter((folder) => path.basename(folder) === 'worlds');
  const folders = [
    ...(packageFolder === null ? [] : [packageFolder]),
    ...named.map((folder) => path.dirname(folder)),
    INSTALLED_ASSETS,
  ];
  return [...new Set(folders)];
}

/**
 * Finds a world of JdeRobot's by the name of its launch file or of its .world file, or any world by the path of either.
 * @param folders each with `worlds`, `models` and `launch`; those that lack `worlds` are left out
 * @throws ConfigurationError when no folder has worlds, or none has this one
 */
export function findWorld(nameOrPath: string, folders: readonly string[]): GazeboWorld {
  if (/\/.*\.(launch|world)$/.test(nameOrPath)) return worldAt(path.resolve(nameOrPath), folders);
  const file = findAsset(nameOrPath, folders);
  if (file.endsWith('.launch')) return worldOfLaunchFile(file, withWorlds(folders));
  return { file, models: modelsBeside(file), useSimTime: null };
}

/**
 * Finds one of JdeRobot's launch files by its name, or the .world file of that name.
 * @param folders as of `findWorld`
 * @returns its full path
 * @throws ConfigurationError when no folder has worlds, or none has this one
 */
export function findAsset(named: string, folders: readonly string[]): string {
  const name = named.replace(/\.(launch|world)$/, '');
  const installed = withWorlds(folders);
  if (installed.length === 0) {
    throw new ConfigurationError(
      `JdeRobot's package ${ASSETS_PACKAGE} is not installed: neither ROS_PACKAGE_PATH nor GAZEBO_RESOURCE_PATH names it, and ` +
        `${INSTALLED_ASSETS} does not exist; install CustomRobots/f1 of JdeRobot/RoboticsInfrastructure, or give the path of a .world file`,
    );
  }
  for (const folder of installed) {
    const launch = path.join(folder, 'launch', `${name}.launch`);
    if (existsSync(launch)) return launch;
  }
  const file = fileNamed(`${name}.world`, installed);
  if (file !== null) return file;
  const names = installed.flatMap(worldNames);
  const hint = suggestion(name, names) || `: known are ${[...new Set(names)].sort().join(', ')}`;
  throw new ConfigurationError(`World ${quoted(named)} is not in ${installed.join(', ')}${hint}`);
}

function withWorlds(folders: readonly string[]): string[] {
  return folders.filter((folder) => existsSync(path.join(folder, 'worlds')));
}

/** Names of the worlds in a folder of assets. */
function worldNames(folder: string): string[] {
  return [
    ['launch', '.launch'],
    ['worlds', '.world'],
  ].flatMap(([part = '', ending = '']) => {
    const files = path.join(folder, part);
    return existsSync(files)
      ? readdirSync(files)
          .filter((file) => file.endsWith(ending))
          .map((file) => file.slice(0, -ending.length))
      : [];
  });
}

function worldAt(file: string, folders: readonly string[]): GazeboWorld {
  if (file.endsWith('.launch')) return worldOfLaunchFile(file, [path.resolve(file, '..', '..'), ...folders]);
  if (!existsSync(file)) throw new ConfigurationError(`${file}: there is no such world`);
  return { file, models: modelsBeside(file), useSimTime: null };
}

/** The world that a launch file passes to gazebo_ros' empty_world.launch. Their files fix `gui` to true, so that they
 *  cannot be included where there is no display. */
function worldOfLaunchFile(launch: string, folders: readonly string[]): GazeboWorld {
  const text = readText(launch).replace(/<!--.*?-->/gs, '');
  const world = argumentOf(text, 'world_name');
  if (world === null) {
    throw new ConfigurationError(
      `${launch}: has no argument 'world_name' for Gazebo; give the path of a .world file`,
    );
  }
  const file = path.isAbsolute(world) ? world : fileNamed(world, folders);
  if (file === null || !existsSync(file)) {
    throw new ConfigurationError(`${launch}: its world ${quoted(world)} is in none of ${folders.join(', ')}`);
  }
  const useSimTime = argumentOf(text, 'use_sim_time');
  return { file, models: modelsBeside(file), useSimTime: useSimTime === null ? null : useSimTime === 'true' };
}

/** Value or default of an argument in the text of a launch file; null where there is none. */
function argumentOf(text: string, name: string): string | null {
  for (const [tag] of text.matchAll(/<arg\s[^>]*>/g)) {
    if (!new RegExp(`\\sname\\s*=\\s*["']${name}["']`).test(tag)) continue;
    return /\s(?:value|default)\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? null;
  }
  return null;
}

function fileNamed(world: string, folders: readonly string[]): string | null {
  return folders.map((folder) => path.join(folder, 'worlds', world)).find((file) => existsSync(file)) ?? null;
}

/** The folder of models next to that of the worlds; the worlds in `worlds/custom` are one folder deeper. */
export function modelsBeside(world: string): string[] {
  const candidates = ['../models', '../../models'].map((models) => path.resolve(path.dirname(world), models));
  return candidates.filter((folder) => existsSync(folder)).slice(0, 1);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}
