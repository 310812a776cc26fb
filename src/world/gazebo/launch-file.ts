import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';
import { ASSETS_PACKAGE, assetFolders, findAsset, modelsBeside } from './assets';
import { findPackage } from './rospack';

/** What roslaunch is to start. */
export interface LaunchFile {
  /** Full path. */
  readonly file: string;
  /** For its arguments: `NAME:=VALUE`. */
  readonly args: readonly string[];
  /** Folders of models beside it, for GAZEBO_MODEL_PATH. */
  readonly models: readonly string[];
  /** Folders of worlds beside it, for GAZEBO_RESOURCE_PATH. */
  readonly worlds: readonly string[];
}

/**
 * Finds the launch file of a run.
 * @param named path of a launch file or of a .world file, which may begin with `$(find PACKAGE)`, or the name of one of
 *   JdeRobot's; a path that does not exist here counts as the name of one of theirs too
 * @throws ConfigurationError when there is none
 */
export async function findLaunchFile(named: string, env: Readonly<NodeJS.ProcessEnv>): Promise<LaunchFile> {
  const given = await expandFind(named, env);
  const file = isFile(given)
    ? path.resolve(given)
    : findByName(named, assetFolders(await findPackage(ASSETS_PACKAGE, env), env));
  return file.endsWith('.world') ? launchOfWorld(file) : besideIts(file);
}

function isFile(given: string): boolean {
  return given.includes('/') && statSync(given, { throwIfNoEntry: false })?.isFile() === true;
}

/** `$(find PACKAGE)` as roslaunch has it. */
async function expandFind(named: string, env: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const [whole, name = '', rest = ''] = /^\$\(find\s+([^\s()]+)\)(.*)$/.exec(named) ?? [];
  if (whole === undefined) return named;
  const folder = await findPackage(name, env);
  if (folder !== null) return `${folder}${rest}`;
  throw new ConfigurationError(
    `${named}: the package ${name} is not installed, or not on ROS_PACKAGE_PATH; install it and source its setup.sh`,
  );
}

function findByName(named: string, folders: readonly string[]): string {
  if (!named.includes('/')) return findAsset(named, folders);
  try {
    return findAsset(path.basename(named), folders);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(
      `${named}: there is no such launch file or world, and none of that name in ${folders.join(', ')}`,
      { cause: error },
    );
  }
}

/** A world without a launch file of its own. */
function launchOfWorld(world: string): LaunchFile {
  if (/[\s:]/.test(world)) {
    throw new ConfigurationError(`${world}: gazebo_ros takes no paths with spaces or colons; move the world`);
  }
  const models = modelsBeside(world);
  return {
    file: path.join(PACKAGE_ROOT, 'launch', 'gazebo.launch'),
    args: [`world:=${world}`, ...(models.length === 0 ? [] : [`models:=${models.join(':')}`])],
    models: [],
    worlds: [],
  };
}

/** JdeRobot's launch files name worlds and models that lie in folders beside theirs. */
function besideIts(file: string): LaunchFile {
  const beside = (name: string) =>
    [path.join(path.dirname(file), '..', name)].filter((folder) => existsSync(folder));
  return { file, args: [], models: beside('models'), worlds: beside('worlds') };
}
