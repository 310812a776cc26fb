import { type FixedType, type Member, SIZES } from './layout';

/** Expressions that read and write single values of a buffer called `bytes`. */
export interface Access {
  /** Statement that comes first; empty for none. */
  readonly preamble: string;
  read(type: FixedType, at: string): string;
  write(type: FixedType, at: string, value: string): string;
}

/** From so many values on, a DataView is quicker than Buffer's methods, its making included. */
const VALUES_FOR_A_VIEW = 8;

type Method = readonly [view: string, buffer: string];

const METHODS: Readonly<Partial<Record<FixedType, Method>>> = {
  byte: ['Int8', 'Int8'],
  int8: ['Int8', 'Int8'],
  int16: ['Int16', 'Int16LE'],
  uint16: ['Uint16', 'UInt16LE'],
  int32: ['Int32', 'Int32LE'],
  uint32: ['Uint32', 'UInt32LE'],
  float32: ['Float32', 'FloatLE'],
  float64: ['Float64', 'DoubleLE'],
};

/** How Buffer's methods, which refuse what does not fit, are given a value; a DataView takes any. */
const WRAPPED: Readonly<Partial<Record<FixedType, (value: string) => string>>> = {
  byte: (value) => `(${value} << 24) >> 24`,
  int8: (value) => `(${value} << 24) >> 24`,
  int16: (value) => `(${value} << 16) >> 16`,
  uint16: (value) => `${value} & 0xffff`,
  int32: (value) => `${value} | 0`,
  uint32: (value) => `${value} >>> 0`,
};

/** Faster code for a message of these members. */
export function accessFor(members: readonly Member[]): Access {
  return countValues(members) < VALUES_FOR_A_VIEW ? new BufferAccess() : new ViewAccess();
}

function countValues(members: readonly Member[]): number {
  let values = 0;
  for (const member of members) {
    const { count } = member;
    if (count === 'any') values += VALUES_FOR_A_VIEW;
    else if (member.kind === 'message') values += countValues(member.members) * (count ?? 1);
    else values += valuesOf(member.kind === 'text' ? 'uint32' : member.type) * (count ?? 1);
  }
  return values;
}

/** Calls of a method that a value takes. */
function valuesOf(type: FixedType): number {
  if (METHODS[type]) return 1;
  return SIZES[type] === 8 ? 2 : 0;
}

abstract class ByteAccess implements Access {
  abstract readonly preamble: string;

  read(type: FixedType, at: string): string {
    switch (type) {
      case 'bool':
        return `bytes[${at}] !== 0`;
      case 'char':
      case 'uint8':
        return `bytes[${at}]!`;
      case 'time':
        return `{ sec: ${this.get('uint32', at)}, nsec: ${this.get('uint32', plus(at, 4))} }`;
      case 'duration':
        return `{ sec: ${this.get('int32', at)}, nsec: ${this.get('int32', plus(at, 4))} }`;
      case 'uint64':
        return `${this.get('uint32', at)} + ${this.get('uint32', plus(at, 4))} * 4294967296`;
      case 'int64':
        return `${this.get('uint32', at)} + ${this.get('int32', plus(at, 4))} * 4294967296`;
      default:
        return this.get(type, at);
    }
  }

  write(type: FixedType, at: string, value: string): string {
    switch (type) {
      case 'bool':
        return `bytes[${at}] = ${value} ? 1 : 0;`;
      case 'char':
      case 'uint8':
        return `bytes[${at}] = ${value};`;
      case 'time':
      case 'duration': {
        const half = type === 'time' ? 'uint32' : 'int32';
        const sec = this.set(half, at, `${value}.sec`);
        return `${sec} ${this.set(half, plus(at, 4), `${value}.nsec`)}`;
      }
      case 'int64':
      case 'uint64': {
        const low = this.set('uint32', at, `(${value} % 4294967296)`);
        return `${low} ${this.set('uint32', plus(at, 4), `Math.floor(${value} / 4294967296)`)}`;
      }
      default:
        return this.set(type, at, value);
    }
  }

  protected abstract get(type: FixedType, at: string): string;
  protected abstract set(type: FixedType, at: string, value: string): string;
}

class ViewAccess extends ByteAccess {
  readonly preamble = 'const view = viewOf(bytes);';

  protected get(type: FixedType, at: string): string {
    return `view.get${methodOf(type)[0]}(${at}${SIZES[type] > 1 ? ', true' : ''})`;
  }

  protected set(type: FixedType, at: string, value: string): string {
    return `view.set${methodOf(type)[0]}(${at}, ${value}${SIZES[type] > 1 ? ', true' : ''});`;
  }
}

class BufferAccess extends ByteAccess {
  readonly preamble = '';

  protected get(type: FixedType, at: string): string {
    return `bytes.read${methodOf(type)[1]}(${at})`;
  }

  protected set(type: FixedType, at: string, value: string): string {
    return `bytes.write${methodOf(type)[1]}(${WRAPPED[type]?.(value) ?? value}, ${at});`;
  }
}

function methodOf(type: FixedType): Method {
  const method = METHODS[type];
  if (!method) throw new Error(`${type} has no method of its own`);
  return method;
}

/** Sum of an offset and a number of bytes, as short as it can be. */
export function plus(at: string, bytes: number): string {
  if (bytes === 0) return at;
  const [, base, added] = /^(?:(.*) \+ )?(\d+)$/.exec(at) ?? [undefined, at, '0'];
  const sum = Number(added) + bytes;
  return base === undefined ? String(sum) : `${base} + ${sum}`;
}
