import { type Field, parseDefinition, parseFieldType } from '../../src/messages/definition-syntax';

/** Built-in types of a fixed size, with their bytes. */
export const SIZES = {
  bool: 1,
  byte: 1,
  char: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
  time: 8,
  duration: 8,
} as const;

export type FixedType = keyof typeof SIZES;

/** How many values: null for one, 'any' for an array whose length comes first, a number for one without. */
export type Count = number | 'any' | null;

/** A field of a message, those of nested messages included. */
export type Member =
  | { readonly kind: 'fixed'; readonly name: string; readonly type: FixedType; readonly count: Count }
  | { readonly kind: 'text'; readonly name: string; readonly count: Count }
  | {
      readonly kind: 'message';
      readonly name: string;
      readonly count: Count;
      readonly type: string;
      readonly members: readonly Member[];
    };

/**
 * The members of a message in the order of the wire.
 * @param type of the message
 * @param text its definition
 * @param textOf gives the definition of another message type
 */
export function layoutOf(
  type: string,
  text: string,
  textOf: (type: string, from: string) => string,
): Member[] {
  return parseDefinition(text).fields.map((field) => memberOf(field, type, textOf));
}

function memberOf(field: Field, owner: string, textOf: (type: string, from: string) => string): Member {
  const { name } = field;
  if (!/^[A-Za-z]\w*$/.test(name)) throw new Error(`${owner}: "${field.type} ${name}" is not a field`);
  const { element, isBuiltIn, length: count } = parseFieldType(field.type, owner);
  if (!isBuiltIn) {
    const members = layoutOf(element, textOf(element, owner), textOf);
    if (count !== null && members.length === 0) {
      throw new Error(`${owner}: ${name} is an array of ${element}, which has no fields`);
    }
    return { kind: 'message', name, count, type: element, members };
  }
  if (element === 'string') return { kind: 'text', name, count };
  return { kind: 'fixed', name, type: element as FixedType, count };
}

/** Whether a member is an array of bytes, which is read without being copied. */
export function isBytes(member: Member): boolean {
  return member.kind === 'fixed' && member.count !== null && ['uint8', 'char'].includes(member.type);
}

/** A message without some of its fields: they are skipped when it is read. */
export interface PartialMessage {
  readonly name: string;
  readonly type: string;
  /** Paths of fields of a fixed size, e.g. "pose.covariance". */
  readonly without: readonly string[];
}
