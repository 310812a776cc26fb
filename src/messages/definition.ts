import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BagError } from '../errors';
import { PACKAGE_ROOT } from '../support/paths';

/** What a bag says about the type of a topic. */
export interface MessageType {
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  /** As `rosmsg md5` gives it. */
  readonly md5sum: string;
  /** Text of the definition, followed by those of its parts under a line `MSG: package/Name` each. */
  readonly definition: string;
}

const SEPARATOR = `${'='.repeat(80)}\n`;
const BUILT_IN = /^(bool|byte|char|u?int(8|16|32|64)|float(32|64)|string|time|duration)$/;
const CONSTANT = /^(\S+)\s+(\w+)\s*=\s*(.*)$/;

/**
 * Type of a message that the project carries a definition of (ros/msgs, msg). Where ROS is installed and
 * its definition has the same fields, its text is taken: `rosbag check` compares comments, too.
 * @param shares folders with packages in them
 * @throws BagError for any other type
 */
export function messageType(type: string, shares: readonly string[] = sharesOfRos(process.env)): MessageType {
  const parts = new Set(partsOf(type));
  const texts = [...parts].map((part) => `${SEPARATOR}MSG: ${part}\n${wordedText(part, shares)}`);
  return { type, md5sum: md5Of(type), definition: [wordedText(type, shares), ...texts].join('\n') };
}

/** Where ROS keeps its packages: the workspaces at hand, then the usual places. */
export function sharesOfRos(environment: NodeJS.ProcessEnv): string[] {
  const list = (name: string) => (environment[name] ?? '').split(path.delimiter).filter(Boolean);
  return [
    ...list('ROS_PACKAGE_PATH'),
    ...list('CMAKE_PREFIX_PATH').map((prefix) => path.join(prefix, 'share')),
    `/opt/ros/${environment.ROS_DISTRO ?? 'noetic'}/share`,
    '/usr/share',
  ];
}

function wordedText(type: string, shares: readonly string[]): string {
  const own = readText(type);
  const [folder, name] = type.split('/');
  for (const share of shares) {
    const text = readIfThere(path.join(share, folder, 'msg', `${name}.msg`));
    if (text !== null && linesOf(text, type, (part) => part) === linesOf(own, type, (part) => part))
      return text;
  }
  return own;
}

function readText(type: string): string {
  const [folder, name] = type.split('/');
  const file =
    folder === 'f1_brain'
      ? path.join(PACKAGE_ROOT, 'msg', `${name}.msg`)
      : path.join(PACKAGE_ROOT, 'ros', 'msgs', folder, 'msg', `${name}.msg`);
  const text = readIfThere(file);
  if (text === null) throw new BagError(`${type}: no definition of this message (${file} is missing)`);
  return text;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

interface Fields {
  readonly constants: readonly string[];
  readonly fields: readonly { readonly type: string; readonly name: string }[];
}

function readFields(text: string): Fields {
  const bare = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return {
    constants: bare.flatMap((line) => {
      const [, type, name, value] = CONSTANT.exec(line) ?? [];
      return name ? [`${type} ${name}=${value}`] : [];
    }),
    fields: bare
      .filter((line) => line && !CONSTANT.test(line))
      .map((line) => line.split(/\s+/))
      .map(([type, name]) => ({ type, name })),
  };
}

/** Full name of a field's type without its array brackets; null for what ROS has built in. */
function partOf(fieldType: string, owner: string): string | null {
  const bare = fieldType.replace(/\[\d*\]$/, '');
  if (BUILT_IN.test(bare)) return null;
  if (bare === 'Header') return 'std_msgs/Header';
  return bare.includes('/') ? bare : `${owner.split('/')[0]}/${bare}`;
}

/** Types of the parts, depth first, in the order of the fields. */
function partsOf(type: string): string[] {
  return readFields(readText(type)).fields.flatMap((field) => {
    const part = partOf(field.type, type);
    return part === null ? [] : [part, ...partsOf(part)];
  });
}

/** A definition without its comments: constants, then fields, one a line; `naming` says what stands for the
 *  type of a part. */
function linesOf(text: string, owner: string, naming: (part: string) => string): string {
  const { constants, fields } = readFields(text);
  const lines = fields.map((field) => {
    const part = partOf(field.type, owner);
    return `${part === null ? field.type : naming(part)} ${field.name}`;
  });
  return [...constants, ...lines].join('\n');
}

/** wiki.ros.org/ROS/Technical Overview: the sum of those lines, with the sum of a part for its type. */
function md5Of(type: string): string {
  return createHash('md5')
    .update(linesOf(readText(type), type, md5Of))
    .digest('hex');
}
