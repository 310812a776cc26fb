/** Where a record of a bag lies; written anew from the format's description, so that the reader under test
 *  is not judged by itself. */
export interface RecordPlace {
  readonly op: number;
  readonly start: number;
  readonly headerLengthAt: number;
  readonly dataLengthAt: number;
  readonly dataAt: number;
  readonly end: number;
  /** Fields of the header, latin1. */
  readonly fields: ReadonlyMap<string, Buffer>;
}

/** Records of `bag` from `start` to `end`. */
export function recordsOf(bag: Buffer, start = 13, end = bag.length): RecordPlace[] {
  const records: RecordPlace[] = [];
  for (let at = start; at < end; ) {
    const headerEnd = at + 4 + bag.readUInt32LE(at);
    const fields = new Map<string, Buffer>();
    for (let field = at + 4; field < headerEnd; ) {
      const fieldEnd = field + 4 + bag.readUInt32LE(field);
      const [name = ''] = bag.toString('latin1', field + 4, fieldEnd).split('=');
      fields.set(name, bag.subarray(field + 5 + name.length, fieldEnd));
      field = fieldEnd;
    }
    const dataAt = headerEnd + 4;
    const recordEnd = dataAt + bag.readUInt32LE(headerEnd);
    const op = fields.get('op')?.[0] ?? -1;
    records.push({
      op,
      start: at,
      headerLengthAt: at,
      dataLengthAt: headerEnd,
      dataAt,
      end: recordEnd,
      fields,
    });
    at = recordEnd;
  }
  return records;
}

/** Records of a bag and, where they are not compressed, those inside its chunks. */
export function allRecordsOf(bag: Buffer): RecordPlace[] {
  return recordsOf(bag).flatMap((record) => {
    const plain = record.fields.get('compression')?.toString() === 'none';
    return plain ? [record, ...recordsOf(bag, record.dataAt, record.end)] : [record];
  });
}
