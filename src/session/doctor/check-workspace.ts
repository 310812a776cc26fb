import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { messageType } from '../../messages/index';
import { PACKAGE_ROOT } from '../../support/paths';
import type { Finding } from './finding';

const NAME = 'f1_brain';
const MESSAGE = 'f1_brain/Decision';
/** Deeper than any workspace nests its packages. */
const DEEPEST = 6;
const SKIPPED = new Set(['node_modules', 'build', 'devel']);
/** Where ROS keeps packages that ROS_PACKAGE_PATH need not name. */
const SYSTEM_SHARES = ['/opt/ros/noetic/share', '/usr/share'];
const SYSTEM_PYTHON = ['/opt/ros/noetic/lib/python3/dist-packages', '/usr/lib/python3/dist-packages'];

type Environment = Readonly<NodeJS.ProcessEnv>;

interface RosPackage {
  readonly name: string;
  readonly folder: string;
  /** Entry of ROS_PACKAGE_PATH that it lies below. */
  readonly root: string;
}

/** Checks the workspace that rosrun and roslaunch find f1_brain in. */
export async function checkWorkspace(env: Environment): Promise<Finding[]> {
  const roots = list(env.ROS_PACKAGE_PATH);
  const what = 'ROS workspace';
  if (roots.length === 0) {
    const found = 'ROS_PACKAGE_PATH is not set';
    return [{ state: 'optional', what, found, todo: 'only rosrun and roslaunch need it (docs/ros.md)' }];
  }
  const packages = roots.flatMap((root) => packagesBelow(root, root, 0));
  const absent = roots.filter((root) => !existsSync(root));
  return [
    ...absent.map((root) => missing(what, `ROS_PACKAGE_PATH names ${root}, which does not exist`, null)),
    ...doubles(packages),
    ...ourPackage(packages, env),
  ];
}

function ourPackage(packages: readonly RosPackage[], env: Environment): Finding[] {
  const what = `ROS package ${NAME}`;
  const [first, ...hidden] = packages.filter(({ name }) => name === NAME);
  if (first === undefined) {
    return [missing(what, 'not on ROS_PACKAGE_PATH', 'link this folder into a workspace (docs/ros.md)')];
  }
  const other =
    realPath(first.folder) === realPath(PACKAGE_ROOT) ? '' : `, not this f1-brain (${PACKAGE_ROOT})`;
  const hides = hidden.map(({ folder }) => `; it hides ${folder}`).join('');
  return [
    { state: 'ok', what, found: `${first.folder}${other}${hides}`, todo: null },
    messageGeneration(packages, env),
    generatedClasses(env),
  ];
}

/** catkin refuses two packages of one name in one workspace. */
function doubles(packages: readonly RosPackage[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, RosPackage>();
  for (const one of packages) {
    const key = `${one.root}\n${one.name}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, one);
    else {
      findings.push({
        state: 'broken',
        what: `ROS package ${one.name}`,
        found: `two packages of this name: ${before.folder} and ${one.folder}`,
        todo: 'remove one of them, or put a file CATKIN_IGNORE into its folder',
      });
    }
  }
  return findings;
}

function messageGeneration(packages: readonly RosPackage[], env: Environment): Finding {
  const what = 'message_generation';
  const inWorkspace = packages.find(({ name }) => name === what)?.folder;
  const shares = [
    ...list(env.CMAKE_PREFIX_PATH).map((prefix) => path.join(prefix, 'share')),
    ...SYSTEM_SHARES,
  ];
  const folder = inWorkspace ?? shares.map((share) => path.join(share, what)).find((one) => existsSync(one));
  if (folder !== undefined) return { state: 'ok', what, found: folder, todo: null };
  const todo = 'install ros-noetic-message-generation (Debian: ros-message-generation)';
  return missing(what, 'not installed: catkin_make cannot generate the messages of f1_brain', todo);
}

/** The classes by which Python's tools (rostopic echo, rosbag) know our messages. */
function generatedClasses(env: Environment): Finding {
  const what = `Python classes of ${NAME}`;
  const inPrefixes = list(env.CMAKE_PREFIX_PATH).map((prefix) =>
    path.join(prefix, 'lib/python3/dist-packages'),
  );
  const places = [...list(env.PYTHONPATH), ...inPrefixes, ...SYSTEM_PYTHON];
  const file = places
    .map((place) => path.join(place, NAME, 'msg', '_Decision.py'))
    .find((one) => existsSync(one));
  const todo = 'run catkin_make in the workspace, then `. devel/setup.sh`';
  if (file === undefined) return missing(what, `none: rostopic echo does not know ${MESSAGE}`, todo);
  const md5 = /_md5sum\s*=\s*["']([0-9a-f]{32})["']/.exec(readFileSync(file, 'utf8'))?.[1];
  if (md5 === messageType(MESSAGE).md5sum)
    return { state: 'ok', what, found: path.dirname(file), todo: null };
  return { state: 'broken', what, found: `${file} is of another version of ${MESSAGE}`, todo };
}

/** As rospack looks: not below a package, nor where a file says so. */
function packagesBelow(folder: string, root: string, depth: number): RosPackage[] {
  // Installed packages lie side by side, among much else.
  const deepest = path.basename(root) === 'share' ? 1 : DEEPEST;
  if (depth > deepest || !existsSync(folder)) return [];
  const names = entriesOf(folder);
  if (names.includes('CATKIN_IGNORE') || names.includes('rospack_nosubdirs')) return [];
  if (names.includes('package.xml')) {
    const text = readFileSync(path.join(folder, 'package.xml'), 'utf8');
    const name = /<name>\s*([^<\s]+)\s*<\/name>/.exec(text)?.[1] ?? path.basename(folder);
    return [{ name, folder, root }];
  }
  return names
    .filter((name) => !name.startsWith('.') && !SKIPPED.has(name))
    .flatMap((name) => packagesBelow(path.join(folder, name), root, depth + 1));
}

/** Nothing for what is no folder, or cannot be read. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function list(value: string | undefined): string[] {
  return (value ?? '').split(':').filter((part) => part !== '');
}

function missing(what: string, found: string, todo: string | null): Finding {
  return { state: 'missing', what, found, todo };
}
