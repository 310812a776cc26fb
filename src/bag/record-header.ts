const EQUALS = 0x3d;

/** Header of a record: fields of the form name=value, each preceded by its length. One object reads all headers of
 *  a bag, without an allocation for each message. Missing numbers are -1. */
export class RecordHeader {
  op = -1;
  conn = -1;
  sec = -1;
  nsec = -1;
  size = -1;
  #data: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** @returns false for bytes that are not a header: inconsistent lengths, or no op */
  parse(data: Buffer, start: number, end: number): boolean {
    this.op = this.conn = this.sec = this.nsec = this.size = -1;
    this.#data = data;
    this.#start = start;
    this.#end = end;
    for (let at = start; at < end; ) {
      if (end - at < 4) return false;
      const length = data.readUInt32LE(at);
      at += 4;
      if (length < 2 || length > end - at) return false;
      this.#readNumber(at, length);
      at += length;
    }
    return this.op >= 0;
  }

  /** The length of a field rules out most names before they are compared. */
  #readNumber(at: number, length: number): void {
    const data = this.#data;
    if (length === 4 && this.#isNamed(at, 'op')) this.op = data.readUInt8(at + 3);
    else if (length === 9 && this.#isNamed(at, 'conn')) this.conn = data.readUInt32LE(at + 5);
    else if (length === 9 && this.#isNamed(at, 'size')) this.size = data.readUInt32LE(at + 5);
    else if (length === 13 && this.#isNamed(at, 'time')) {
      this.sec = data.readUInt32LE(at + 5);
      this.nsec = data.readUInt32LE(at + 9);
    }
  }

  #isNamed(at: number, name: string): boolean {
    for (let i = 0; i < name.length; i++) if (this.#data[at + i] !== name.charCodeAt(i)) return false;
    return this.#data[at + name.length] === EQUALS;
  }

  /** Any other field; null when it is missing. */
  bytes(name: string): Buffer | null {
    return fieldsOf(this.#data, this.#start, this.#end)?.get(name) ?? null;
  }

  text(name: string): string | null {
    return this.bytes(name)?.toString('utf8') ?? null;
  }

  /** An unsigned number of four or eight bytes; null when it is missing or of another size. */
  number(name: string): number | null {
    const bytes = this.bytes(name);
    if (bytes?.length === 4) return bytes.readUInt32LE();
    return bytes?.length === 8 ? Number(bytes.readBigUInt64LE()) : null;
  }
}

/** All fields of a header, as views; null for bytes that are not a header. */
export function fieldsOf(data: Buffer, start: number, end: number): Map<string, Buffer> | null {
  const fields = new Map<string, Buffer>();
  for (let at = start; at < end; ) {
    if (end - at < 4) return null;
    const length = data.readUInt32LE(at);
    at += 4;
    if (length > end - at) return null;
    const field = data.subarray(at, at + length);
    const equals = field.indexOf(EQUALS);
    if (equals < 1) return null;
    fields.set(field.toString('latin1', 0, equals), field.subarray(equals + 1));
    at += length;
  }
  return fields;
}
