import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BagError } from '../errors';
import { canonicalText, nestedTypes } from './definition-syntax';
import { DEFINITIONS, MESSAGES, type MessageType } from './generated/index';

/** What a bag says about the type of a topic. */
interface RecordedType {
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  /** As `rosmsg md5` gives it. */
  readonly md5sum: string;
  /** The definition, followed by those of nested messages under a line `MSG: package/Name` each. */
  readonly definition: string;
}

const SEPARATOR = `${'='.repeat(80)}\n`;

/**
 * Type of a message that the project has a definition of (ros/msgs, msg). Where ROS is installed and its definition
 * has the same fields, its text is taken: `rosbag check` compares comments, too.
 * @param shares folders with packages in them
 * @throws BagError for any other type
 */
export function messageType(
  type: string,
  shares: readonly string[] = sharesOfRos(process.env),
): RecordedType {
  if (!isKnown(type)) {
    throw new BagError(`${type}: no definition of this message; add it to ros/msgs and build again`);
  }
  const definition = composedText(type, (part) => installedText(part, shares) ?? ownText(part));
  return { type, md5sum: MESSAGES[type].md5sum, definition };
}

/** The project's own definition of a message and those of the messages inside it. */
export function definitionText(type: MessageType): string {
  return composedText(type, ownText);
}

function composedText(type: string, textOf: (type: string) => string): string {
  const nested = nestedTypes(type, ownText).map((part) => `${SEPARATOR}MSG: ${part}\n${textOf(part)}`);
  return [textOf(type), ...nested].join('\n');
}

function isKnown(type: string): type is MessageType {
  return Object.hasOwn(DEFINITIONS, type);
}

function ownText(type: string): string {
  return DEFINITIONS[type as MessageType];
}

/** Folders in which ROS looks for packages: the active workspaces, then the usual places. */
export function sharesOfRos(environment: NodeJS.ProcessEnv): string[] {
  const list = (name: string) => (environment[name] ?? '').split(path.delimiter).filter(Boolean);
  return [
    ...list('ROS_PACKAGE_PATH'),
    ...list('CMAKE_PREFIX_PATH').map((prefix) => path.join(prefix, 'share')),
    `/opt/ros/${environment.ROS_DISTRO ?? 'noetic'}/share`,
    '/usr/share',
  ];
}

/** The installed definition of a type; null where there is none with the same fields. */
function installedText(type: string, shares: readonly string[]): string | null {
  const [folder = '', name = ''] = type.split('/');
  const fields = (text: string) => canonicalText(text, type, (nested) => nested);
  const own = fields(ownText(type));
  for (const share of shares) {
    const text = readIfThere(path.join(share, folder, 'msg', `${name}.msg`));
    if (text !== null && fields(text) === own) return text;
  }
  return null;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
