import type { Stamp } from '../types';
import { WireError } from './wire-error';

/** Reads ROS' serialisation (little endian, no padding) field by field. */
export class WireReader {
  #data: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param type of the message, for complaints */
  constructor(readonly type: string) {}

  /** Starts over on another message, so that one reader serves all of a topic. */
  on(data: Buffer): this {
    this.#data = data;
    this.#at = 0;
    return this;
  }

  /** Where the next field begins, once `bytes` are known to be there.
   *  @throws WireError */
  take(bytes: number): number {
    const at = this.#at;
    // Not the sum: it would pass for NaN.
    if (!(bytes <= this.#data.length - at)) {
      throw new WireError(
        `${this.type} of ${this.#data.length} bytes ends inside a field of ${bytes} at byte ${at}`,
      );
    }
    this.#at = at + bytes;
    return at;
  }

  uint8(): number {
    return this.#data[this.take(1)];
  }

  uint32(): number {
    return this.#data.readUInt32LE(this.take(4));
  }

  /** Exact up to 2^53. */
  uint64(): number {
    const at = this.take(8);
    return this.#data.readUInt32LE(at) + this.#data.readUInt32LE(at + 4) * 2 ** 32;
  }

  float64(): number {
    return this.#data.readDoubleLE(this.take(8));
  }

  string(): string {
    const length = this.uint32();
    const at = this.take(length);
    return this.#data.toString('utf8', at, at + length);
  }

  /** A view of an uint8[]. */
  bytes(): Buffer {
    const length = this.uint32();
    const at = this.take(length);
    return this.#data.subarray(at, at + length);
  }
}

/** Writes ROS' serialisation into a buffer of known size. */
export class WireWriter {
  readonly data: Buffer;
  #at = 0;

  constructor(bytes: number) {
    this.data = Buffer.allocUnsafe(bytes);
  }

  uint8(value: number): this {
    this.#at = this.data.writeUInt8(value & 0xff, this.#at);
    return this;
  }

  uint32(value: number): this {
    this.#at = this.data.writeUInt32LE(value >>> 0, this.#at);
    return this;
  }

  uint64(value: number): this {
    return this.uint32(value % 2 ** 32).uint32(Math.floor(value / 2 ** 32));
  }

  float64(value: number): this {
    this.#at = this.data.writeDoubleLE(value, this.#at);
    return this;
  }

  float64s(values: readonly number[], count: number): this {
    for (let i = 0; i < count; i++) this.float64(values[i] ?? 0);
    return this;
  }

  time(time: Stamp): this {
    return this.uint32(time.sec).uint32(time.nsec);
  }

  string(text: string): this {
    const bytes = Buffer.byteLength(text);
    this.uint32(bytes);
    this.#at += this.data.write(text, this.#at, bytes, 'utf8');
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.uint32(bytes.length);
    this.data.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
}

/** Bytes that a string takes on the wire. */
export function sizeOfString(text: string): number {
  return 4 + Buffer.byteLength(text);
}
