import { type Definition, type Field, parseDefinition } from '../../src/messages/definition-syntax';
import { elementOf } from './emit-decode';
import { isBytes, type Member } from './layout';

/** Name of the interface of a message type. */
export function interfaceOf(type: string): string {
  return `${baseName(type)}Message`;
}

/** "Image" of "sensor_msgs/Image". */
export function baseName(type: string): string {
  return type.slice(type.indexOf('/') + 1);
}

/** An interface with the fields of a message; their comments are kept. */
export function emitInterface(name: string, about: string, members: readonly Member[], text: string): string {
  const comments = new Map(parseDefinition(text).fields.map((field: Field) => [field.name, field.comment]));
  const lines = members.flatMap((member) => {
    const comment = comments.get(member.name);
    return [...(comment ? [`  /** ${comment} */`] : []), `  readonly ${member.name}: ${typeOf(member)};`];
  });
  const head = [`/** ${about} */`, `export interface ${name} {`];
  return lines.length > 0 ? [...head, ...lines, '}'].join('\n') : emptyType(name, about);
}

/** `interface X {}` would take any value. */
function emptyType(name: string, about: string): string {
  return [`/** ${about} */`, `export type ${name} = Readonly<Record<string, never>>;`].join('\n');
}

/** A type with the fields of a message but those left out. */
export function emitPartialType(
  name: string,
  about: string,
  members: readonly Member[],
  without: readonly string[],
): string {
  return `/** ${about} */\nexport type ${name} = ${partialType(members, without)};`;
}

function partialType(members: readonly Member[], without: readonly string[]): string {
  const kept = members.filter(({ name }) => !without.includes(name));
  const fields = kept.map((member) => {
    const inside = without.filter((path) => path.startsWith(`${member.name}.`));
    const rest = inside.map((path) => path.slice(member.name.length + 1));
    const type =
      member.kind === 'message' && rest.length > 0 ? partialType(member.members, rest) : typeOf(member);
    return `readonly ${member.name}: ${type}`;
  });
  return `{ ${fields.join('; ')} }`;
}

/** The constants of a message as an object; null where it has none. */
export function emitConstants(type: string, { constants }: Definition): string | null {
  if (constants.length === 0) return null;
  const values = constants.map((constant) => `  ${constant.name}: ${literalOf(constant)},`);
  return [
    `/** Constants of ${type}. */`,
    `export const ${baseName(type)}Constants = {`,
    ...values,
    '} as const;',
  ].join('\n');
}

function literalOf({ type, value }: { readonly type: string; readonly value: string }): string {
  if (type === 'string') return JSON.stringify(value);
  if (type === 'bool') return String(/^(true|1)$/i.test(value));
  const number = Number(value);
  if (!Number.isFinite(number)) throw new Error(`"${value}" is not a constant of type ${type}`);
  return String(number);
}

function typeOf(member: Member): string {
  if (isBytes(member)) return 'Uint8Array';
  const element =
    member.kind === 'text'
      ? 'string'
      : member.kind === 'message'
        ? interfaceOf(member.type)
        : elementOf(member.type);
  return member.count === null ? element : `readonly ${element}[]`;
}
