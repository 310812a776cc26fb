import { allRecordsOf, type RecordPlace } from './bag-records';

type Random = () => number;
type Mutation = (bag: Buffer, random: Random, records: readonly RecordPlace[]) => Buffer;

const MAGIC_BYTES = 13;

/** A bag and where its records lie, to be mutated many times. */
export class MutableBag {
  readonly #records: readonly RecordPlace[];

  constructor(readonly bytes: Buffer) {
    this.#records = allRecordsOf(bytes);
  }

  /** A copy with one to four kinds of damage, another one for every state of `random`; its first line stays
   *  what it is but for one in fifty, which ends soon and may not be a bag's. */
  mutate(random: Random): Buffer {
    let bag: Buffer = Buffer.from(this.bytes);
    let records = this.#records;
    const rounds = 1 + below(random, 4);
    for (let i = 0; i < rounds; i++) {
      const mutation = pick(MUTATIONS, random);
      const mutated = mutation(bag, random, records);
      // Records no longer lie where they were.
      if (mutated.length !== bag.length) records = [];
      bag = mutated;
    }
    this.bytes.copy(bag, 0, 0, MAGIC_BYTES);
    return random() < 0.98 ? bag : flipBits(bag.subarray(0, below(random, 2 * MAGIC_BYTES)), random);
  }
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[below(random, list.length)]!;
}

function flipBits(bag: Buffer, random: Random): Buffer {
  const flips = 1 + below(random, 8);
  for (let i = 0; i < flips && bag.length > 0; i++) bag[below(random, bag.length)]! ^= 1 << below(random, 8);
  return bag;
}

function overwriteBytes(bag: Buffer, random: Random): Buffer {
  const at = below(random, bag.length);
  const end = Math.min(bag.length, at + 1 + below(random, 64));
  const value = pick([0, 0xff, -1], random);
  for (let i = at; i < end; i++) bag[i] = value < 0 ? below(random, 256) : value;
  return bag;
}

function copyWithin(bag: Buffer, random: Random): Buffer {
  const from = below(random, bag.length);
  bag.copyWithin(below(random, bag.length), from, from + below(random, 2000));
  return bag;
}

function splice(bag: Buffer, random: Random): Buffer {
  const at = below(random, bag.length);
  const from = below(random, bag.length);
  const inserted = bag.subarray(from, from + below(random, 300));
  return Buffer.concat([bag.subarray(0, at), inserted, bag.subarray(at + below(random, 300))]);
}

function truncate(bag: Buffer, random: Random): Buffer {
  return Buffer.from(bag.subarray(0, below(random, bag.length)));
}

const LIES = [0, 1, 3, 0x7f, 0xffff, 0x01000000, 0x0fffffff, 0x7fffffff, 0xfffffff0, 0xffffffff];

function lieAboutLength(bag: Buffer, random: Random, records: readonly RecordPlace[]): Buffer {
  const record = records[below(random, records.length)];
  if (!record) return flipBits(bag, random);
  const size = bag.indexOf('size=', record.start, 'latin1');
  const places = [record.headerLengthAt, record.dataLengthAt, record.headerLengthAt + 4];
  if (size >= 0 && size < record.dataLengthAt) places.push(size + 5);
  const at = pick(places, random);
  const near = bag.readUInt32LE(at) + below(random, 9) - 4;
  const lie = random() < 0.5 ? near : pick(LIES, random);
  bag.writeUInt32LE(lie >>> 0, at);
  return bag;
}

function duplicateRecord(bag: Buffer, random: Random, records: readonly RecordPlace[]): Buffer {
  const record = records[below(random, records.length)];
  if (!record) return splice(bag, random);
  const copies = 1 + below(random, 5);
  const bytes = bag.subarray(record.start, record.end);
  const parts = Array.from({ length: copies }, () => bytes);
  return Buffer.concat([bag.subarray(0, record.end), ...parts, bag.subarray(record.end)]);
}

function dropRecord(bag: Buffer, random: Random, records: readonly RecordPlace[]): Buffer {
  const record = records[below(random, records.length)];
  if (!record) return splice(bag, random);
  return Buffer.concat([bag.subarray(0, record.start), bag.subarray(record.end)]);
}

function swapChunks(bag: Buffer, random: Random, records: readonly RecordPlace[]): Buffer {
  const chunks = records.filter(({ op }) => op === 5);
  const a = below(random, chunks.length);
  const b = below(random, chunks.length);
  if (a === b) return duplicateRecord(bag, random, records);
  const first = chunks[Math.min(a, b)]!;
  const second = chunks[Math.max(a, b)]!;
  const part = (from: number, to: number) => bag.subarray(from, to);
  return Buffer.concat([
    part(0, first.start),
    part(second.start, second.end),
    part(first.end, second.start),
    part(first.start, first.end),
    part(second.end, bag.length),
  ]);
}

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  overwriteBytes,
  copyWithin,
  splice,
  truncate,
  lieAboutLength,
  lieAboutLength,
  lieAboutLength,
  duplicateRecord,
  dropRecord,
  swapChunks,
];
