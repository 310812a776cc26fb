import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BagError } from '../../errors';

/** What a bag says about the type of a topic. */
export interface MessageType {
  /** For example nav_msgs/Odometry. */
  readonly type: string;
  /** As `rosmsg md5` gives it. */
  readonly md5sum: string;
  /** Text of the definition, followed by those of its parts under a line `MSG: package/Name` each. */
  readonly definition: string;
}

const ROOT = path.resolve(__dirname, '..', '..', '..');
const SEPARATOR = `${'='.repeat(80)}\n`;
const BUILT_IN = /^(bool|byte|char|u?int(8|16|32|64)|float(32|64)|string|time|duration)$/;
const CONSTANT = /^(\S+)\s+(\w+)\s*=\s*(.*)$/;

/** Type of a message that the project carries a definition of (ros/msgs, msg).
 *  @throws BagError for any other */
export function messageType(type: string): MessageType {
  const definition = [
    readText(type),
    ...new Set(partsOf(type).map((part) => `${SEPARATOR}MSG: ${part}\n${readText(part)}`)),
  ].join('\n');
  return { type, md5sum: md5Of(type), definition };
}

function readText(type: string): string {
  const [folder, name] = type.split('/');
  const file =
    folder === 'f1_brain'
      ? path.join(ROOT, 'msg', `${name}.msg`)
      : path.join(ROOT, 'ros', 'msgs', folder, 'msg', `${name}.msg`);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BagError(`${type}: no definition of this message (${file}); take another type`, { cause });
  }
}

interface Field {
  readonly type: string;
  readonly name: string;
}

function readFields(type: string): { readonly constants: string[]; readonly fields: Field[] } {
  const constants: string[] = [];
  const fields: Field[] = [];
  for (const line of readText(type).split('\n')) {
    const bare = line.replace(/#.*/, '').trim();
    const constant = CONSTANT.exec(bare);
    if (constant) constants.push(`${constant[1]} ${constant[2]}=${constant[3]}`);
    else if (bare) {
      const [fieldType, name] = bare.split(/\s+/);
      fields.push({ type: fieldType, name });
    }
  }
  return { constants, fields };
}

/** Full name of a field's type without its array brackets; null for what ROS has built in. */
function partOf(field: Field, owner: string): string | null {
  const bare = field.type.replace(/\[\d*\]$/, '');
  if (BUILT_IN.test(bare)) return null;
  if (bare === 'Header') return 'std_msgs/Header';
  return bare.includes('/') ? bare : `${owner.split('/')[0]}/${bare}`;
}

/** Types of the parts, depth first, in the order of the fields. */
function partsOf(type: string): string[] {
  return readFields(type).fields.flatMap((field) => {
    const part = partOf(field, type);
    return part === null ? [] : [part, ...partsOf(part)];
  });
}

/** wiki.ros.org/ROS/Technical Overview: constants, then fields, one a line, the type of a part by its sum. */
function md5Of(type: string): string {
  const { constants, fields } = readFields(type);
  const lines = fields.map((field) => {
    const part = partOf(field, type);
    return `${part === null ? field.type : md5Of(part)} ${field.name}`;
  });
  return createHash('md5')
    .update([...constants, ...lines].join('\n'))
    .digest('hex');
}
