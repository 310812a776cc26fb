import { createHash } from 'node:crypto';

/** A field of a message definition. */
export interface Field {
  readonly name: string;
  /** As it is written, e.g. "float64[36]", "Header" or "geometry_msgs/Pose". */
  readonly type: string;
  /** What follows `#` on its line; empty for nothing. */
  readonly comment: string;
}

export interface Constant {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A message definition, or the request or response of a service. */
export interface Definition {
  readonly constants: readonly Constant[];
  readonly fields: readonly Field[];
}

/** Type of a field without its brackets. */
export interface FieldType {
  /** Built-in type, or full name of a message such as "std_msgs/Header". */
  readonly element: string;
  readonly isBuiltIn: boolean;
  /** null for a single value, 'any' for an array of any length. */
  readonly length: number | 'any' | null;
}

const BUILT_IN = /^(bool|byte|char|u?int(8|16|32|64)|float(32|64)|string|time|duration)$/;
const CONSTANT = /^(\S+)\s+(\w+)\s*=\s*(.*)$/;
const ARRAY = /^(.*)\[(\d*)\]$/;

/** Reads a definition as http://wiki.ros.org/msg describes it. */
export function parseDefinition(text: string): Definition {
  const constants: Constant[] = [];
  const fields: Field[] = [];
  for (const line of text.split('\n')) {
    const hash = line.indexOf('#');
    const bare = (hash < 0 ? line : line.slice(0, hash)).trim();
    if (bare === '') continue;
    const [, constantType = '', constantName = '', value = ''] = CONSTANT.exec(bare) ?? [];
    if (constantName !== '') {
      // The text of a string constant runs to the end of the line, `#` included.
      const text = constantType === 'string' ? line.slice(line.indexOf('=') + 1).trim() : value;
      constants.push({ type: constantType, name: constantName, value: text });
      continue;
    }
    const [type = '', name = ''] = bare.split(/\s+/);
    fields.push({ type, name, comment: hash < 0 ? '' : line.slice(hash + 1).trim() });
  }
  return { constants, fields };
}

/** @param owner type of the message that has the field: a name without a package is of the same */
export function parseFieldType(type: string, owner: string): FieldType {
  const [, bare = type, count = null] = ARRAY.exec(type) ?? [];
  const length = count === null ? null : count === '' ? 'any' : Number(count);
  if (BUILT_IN.test(bare)) return { element: bare, isBuiltIn: true, length };
  if (bare === 'Header') return { element: 'std_msgs/Header', isBuiltIn: false, length };
  const element = bare.includes('/') ? bare : `${owner.split('/')[0]}/${bare}`;
  return { element, isBuiltIn: false, length };
}

/** Types of the messages inside one, depth first in the order of the fields, each once.
 *  @param textOf gives a type's definition */
export function nestedTypes(type: string, textOf: (type: string) => string): string[] {
  const nested = parseDefinition(textOf(type)).fields.flatMap((field) => {
    const { element, isBuiltIn } = parseFieldType(field.type, type);
    return isBuiltIn ? [] : [element, ...nestedTypes(element, textOf)];
  });
  return [...new Set(nested)];
}

/** A definition without its comments: constants, then fields, one a line.
 *  @param nameOf what to write for the type of a nested message */
export function canonicalText(text: string, owner: string, nameOf: (type: string) => string): string {
  const { constants, fields } = parseDefinition(text);
  return [
    ...constants.map(({ type, name, value }) => `${type} ${name}=${value}`),
    ...fields.map(({ type, name }) => {
      const { element, isBuiltIn } = parseFieldType(type, owner);
      return `${isBuiltIn ? type : nameOf(element)} ${name}`;
    }),
  ].join('\n');
}

/** md5 sum of a message type, as `rosmsg md5` gives it: of the canonical text with the sum of each nested
 *  message in place of its type (http://wiki.ros.org/ROS/Technical%20Overview). */
export function messageMd5(type: string, textOf: (type: string) => string): string {
  return md5(canonicalText(textOf(type), type, (nested) => messageMd5(nested, textOf)));
}

/** md5 sum of a service type, as `rossrv md5` gives it: of the canonical texts of both its halves. */
export function serviceMd5(
  type: string,
  request: string,
  response: string,
  textOf: (type: string) => string,
): string {
  const half = (text: string) => canonicalText(text, type, (nested) => messageMd5(nested, textOf));
  return md5(half(request) + half(response));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
