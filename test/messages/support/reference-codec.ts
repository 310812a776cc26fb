import { parseDefinition, parseFieldType } from '../../../src/messages/definition-syntax';

/** Values of a message, by field. */
export type Values = { [field: string]: unknown };

/** Serializes by walking definitions field by field, as slow and as plain as can be: what generated code is compared
 *  with. */
export class ReferenceCodec {
  /** @param textOf gives the definition of a message type */
  constructor(private readonly textOf: (type: string) => string) {}

  encode(type: string, text: string, values: Values): Buffer {
    const parts = parseDefinition(text).fields.map((field) => {
      const { element, length } = parseFieldType(field.type, type);
      const value = values[field.name];
      if (length === null) return this.#one(element, value);
      const items = [...(value as Iterable<unknown>)].map((item) => this.#one(element, item));
      return Buffer.concat([...(length === 'any' ? [uint32(items.length)] : []), ...items]);
    });
    return Buffer.concat(parts);
  }

  /** Random values for every field; numbers stay small enough for all integer types to hold them. */
  random(type: string, text: string, random: () => number): Values {
    const values: Values = {};
    for (const field of parseDefinition(text).fields) {
      const { element, length } = parseFieldType(field.type, type);
      const count = length === 'any' ? Math.floor(random() * 4) : (length ?? 1);
      const items = Array.from({ length: count }, () => this.#randomOne(element, random));
      if (length === null) values[field.name] = items[0];
      else if (element === 'uint8' || element === 'char') values[field.name] = Buffer.from(items as number[]);
      else values[field.name] = items;
    }
    return values;
  }

  #one(element: string, value: unknown): Buffer {
    const bytes = Buffer.alloc(8);
    switch (element) {
      case 'bool':
        return Buffer.of(value ? 1 : 0);
      case 'byte':
      case 'int8':
        return bytes.subarray(0, bytes.writeInt8(value as number));
      case 'char':
      case 'uint8':
        return bytes.subarray(0, bytes.writeUInt8(value as number));
      case 'int16':
        return bytes.subarray(0, bytes.writeInt16LE(value as number));
      case 'uint16':
        return bytes.subarray(0, bytes.writeUInt16LE(value as number));
      case 'int32':
        return bytes.subarray(0, bytes.writeInt32LE(value as number));
      case 'uint32':
        return uint32(value as number);
      case 'int64':
        return bytes.subarray(0, bytes.writeBigInt64LE(BigInt(value as number)));
      case 'uint64':
        return bytes.subarray(0, bytes.writeBigUInt64LE(BigInt(value as number)));
      case 'float32':
        return bytes.subarray(0, bytes.writeFloatLE(value as number));
      case 'float64':
        return bytes.subarray(0, bytes.writeDoubleLE(value as number));
      case 'time':
      case 'duration': {
        const { sec, nsec } = value as { sec: number; nsec: number };
        bytes.writeInt32LE(sec | 0);
        bytes.writeInt32LE(nsec | 0, 4);
        return bytes;
      }
      case 'string': {
        const text = Buffer.from(value as string);
        return Buffer.concat([uint32(text.length), text]);
      }
      default:
        return this.encode(element, this.textOf(element), value as Values);
    }
  }

  #randomOne(element: string, random: () => number): unknown {
    const integer = (below: number) => Math.floor(random() * below);
    switch (element) {
      case 'bool':
        return random() < 0.5;
      case 'int64':
      case 'uint64':
        return integer(2 ** 50);
      case 'float64':
        return random() < 0.1 ? Number.NaN : random() * 1e6 - 5e5;
      case 'float32':
        return Math.fround(random() * 1e3 - 500);
      case 'time':
        return { sec: 2 ** 31 + integer(2 ** 31), nsec: integer(1e9) };
      case 'duration':
        return { sec: integer(2000) - 1000, nsec: integer(1e9) };
      case 'string':
        return ['', 'odom', 'camera_top_body_left', 'kamera é', 'x'.repeat(integer(40))][integer(5)];
      default:
        return /^(byte|char|u?int(8|16|32))$/.test(element)
          ? integer(127)
          : this.random(element, this.textOf(element), random);
    }
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
