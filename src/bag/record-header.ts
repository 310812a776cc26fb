const EQUALS = 0x3d;

/** Header of a record: fields of the kind name=value, a length before each. One object reads all headers of
 *  a bag, so that a message costs no garbage; figures of fields that are not there are -1. */
export class RecordHeader {
  op = -1;
  conn = -1;
  sec = -1;
  nsec = -1;
  size = -1;
  #data: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** @returns false for bytes that are no header: lengths that do not add up, no op */
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
      this.#figure(at, length);
      at += length;
    }
    return this.op >= 0;
  }

  /** Fields are told apart by the place of "=" and the first letter before the name is compared in full. */
  #figure(at: number, length: number): void {
    const data = this.#data;
    if (length === 4 && this.#isNamed(at, 'op')) this.op = data[at + 3];
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

  /** Any other field; null where it is missing. */
  bytes(name: string): Buffer | null {
    return fieldsOf(this.#data, this.#start, this.#end)?.get(name) ?? null;
  }

  text(name: string): string | null {
    return this.bytes(name)?.toString('utf8') ?? null;
  }
}

/** All fields of a header, as views; null for bytes that are none. */
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
