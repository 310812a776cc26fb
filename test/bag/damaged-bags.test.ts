import { crc32 } from 'node:zlib';
import type { BagWriterOptions } from '../../src/bag/bag-writer';
import type { BagScan } from '../../src/bag/types';
import { type RecordPlace, recordsOf } from '../helpers/bag-records';
import * as bags from '../helpers/bags';

const NO_INDEX = /^no index/;

/** Messages in few letters: their data by checksum. */
function brief(messages: readonly bags.Seen[]): string[] {
  return messages.map(([topic, sec, nsec, data]) => `${topic} ${sec}.${nsec} ${crc32(Buffer.from(data))}`);
}

async function readAll(file: string): Promise<{ scan: BagScan; messages: string[] }> {
  const { scan, messages } = await bags.readAll(file);
  return { scan, messages: brief(messages) };
}

function driveBag(options: BagWriterOptions = {}, clocks = 60): { bytes: Buffer; messages: string[] } {
  const { bytes, messages } = bags.driveBag(options, clocks);
  return { bytes, messages: brief(messages) };
}

function chunksOf(bytes: Buffer): RecordPlace[] {
  return recordsOf(bytes).filter(({ op }) => op === 5);
}

/** @param number from 0 */
function chunkOf(bytes: Buffer, number: number): RecordPlace {
  return chunksOf(bytes)[number]!;
}

/** Messages of a chunk with its number: those of `driveBag`, 24 in each of the first three. */
function ofChunks(messages: readonly string[], ...numbers: number[]): string[] {
  return numbers.flatMap((number) => messages.slice(24 * number, 24 * number + 24));
}

function reasons(scan: BagScan): string[] {
  return scan.damage.map(({ reason }) => reason);
}

function setUint32(bytes: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt32LE(value, at);
  return changed;
}

describe('A truncated bag', () => {
  const folder = new bags.BagFolder();

  /** Every border of a record and its neighbours, and a place every so often. */
  function places(bytes: Buffer): number[] {
    const records = recordsOf(bytes);
    const inside = chunksOf(bytes).flatMap((chunk) =>
      chunk.fields.get('compression')?.toString() === 'none' ? recordsOf(bytes, chunk.dataAt, chunk.end) : [],
    );
    const borders = [...records, ...inside].flatMap(({ start, headerLengthAt, dataLengthAt, dataAt }) =>
      [start, headerLengthAt + 4, dataLengthAt, dataAt].flatMap((at) => [at - 1, at, at + 1]),
    );
    for (let at = 13; at < bytes.length; at += 211) borders.push(at);
    return [...new Set(borders)].filter((at) => at >= 13 && at < bytes.length);
  }

  it('gives every complete message, wherever it ends', async () => {
    const { bytes, messages } = driveBag();
    const ends = chunksOf(bytes).flatMap((chunk) =>
      recordsOf(bytes, chunk.dataAt, chunk.end)
        .filter(({ op }) => op === 2)
        .map(({ end }) => end),
    );
    for (const place of places(bytes)) {
      const { scan, messages: read } = await readAll(folder.write(bytes.subarray(0, place), 'cut.bag'));
      expect(read).toEqual(messages.slice(0, ends.filter((end) => end <= place).length));
      expect(scan.indexed).toBe(false);
      expect(scan.damage.length).toBeGreaterThan(0);
      expect(reasons(scan).at(-1)).toMatch(NO_INDEX);
    }
  });

  it('gives every complete compressed chunk, wherever it ends', async () => {
    const { bytes, messages } = driveBag({ compression: 'lz4' });
    const chunks = chunksOf(bytes);
    for (const place of places(bytes)) {
      const { scan, messages: read } = await readAll(folder.write(bytes.subarray(0, place), 'cut.bag'));
      const whole = chunks.flatMap(({ end }, i) => (end <= place ? [i] : []));
      expect(read).toEqual(ofChunks(messages, ...whole));
      expect(reasons(scan).at(-1)).toMatch(NO_INDEX);
    }
  });

  it('is reported with the position', async () => {
    const { bytes } = driveBag({ compression: 'lz4' });
    const second = chunkOf(bytes, 1);
    const { scan } = await readAll(folder.write(bytes.subarray(0, second.end - 1)));
    expect(scan.damage).toEqual([
      { at_byte: second.start, reason: 'chunk is truncated' },
      { at_byte: second.end - 1, reason: expect.stringMatching(NO_INDEX) },
    ]);
  });

  it('may end in zeros, as after a power failure', async () => {
    const { bytes, messages } = driveBag();
    const second = chunkOf(bytes, 1);
    const end = chunkOf(bytes, 2).start;
    const { scan, messages: read } = await readAll(
      folder.write(Buffer.concat([bytes.subarray(0, end), Buffer.alloc(5000)])),
    );
    expect(second.end).toBeLessThan(end);
    expect(read).toEqual(ofChunks(messages, 0, 1));
    expect(reasons(scan)).toEqual(['not a record; 5000 bytes skipped', expect.stringMatching(NO_INDEX)]);
  });
});

describe('A bag with damage inside', () => {
  const folder = new bags.BagFolder();
  const plain = driveBag();
  const packed = driveBag({ compression: 'lz4' });

  it('loses a chunk that cannot be decompressed, and nothing else', async () => {
    const chunk = chunkOf(packed.bytes, 1);
    const bytes = Buffer.from(packed.bytes);
    bytes.fill(0xa5, chunk.dataAt + 50, chunk.dataAt + 80);
    const { scan, messages } = await readAll(folder.write(bytes));
    expect(messages).toEqual(ofChunks(packed.messages, 0, 2, 3));
    expect(scan.indexed).toBe(true);
    expect(scan.damage).toEqual([
      { at_byte: chunk.start, reason: expect.stringMatching(/^chunk cannot be decompressed: LZ4/) },
    ]);
  });

  it('loses a chunk of unknown compression, and names it', async () => {
    const chunk = chunkOf(plain.bytes, 1);
    const bytes = Buffer.from(plain.bytes);
    bytes.write('zstd', bytes.indexOf('none', chunk.start), 'latin1');
    const { scan, messages } = await readAll(folder.write(bytes));
    expect(messages).toEqual(ofChunks(plain.messages, 0, 2, 3));
    expect(scan.compressions).toEqual(['none', 'zstd']);
    expect(reasons(scan)).toEqual([
      'chunk cannot be decompressed: unknown compression "zstd"; none, lz4 and bz2 are supported',
    ]);
  });

  it('knows the connections of a lost chunk from the index', async () => {
    const chunk = chunkOf(plain.bytes, 0);
    const bytes = Buffer.from(plain.bytes);
    bytes.fill(0, chunk.dataAt, chunk.end);
    const { scan, messages } = await readAll(folder.write(bytes));
    expect(messages).toEqual(ofChunks(plain.messages, 1, 2, 3));
    expect(reasons(scan)).toEqual(['chunk has a record with an unreadable header']);
  });

  it('reports messages of unknown connections', async () => {
    const first = chunkOf(plain.bytes, 0);
    const bytes = Buffer.from(plain.bytes.subarray(0, chunkOf(plain.bytes, 3).start));
    bytes.fill(0, first.dataAt, first.end);
    const { scan, messages } = await readAll(folder.write(bytes));
    expect(messages).toEqual([]);
    expect(scan.messages).toBe(48);
    expect(reasons(scan).slice(1, 3)).toEqual([
      'messages of connection 0, which has no connection record',
      'messages of connection 1, which has no connection record',
    ]);
  });

  it.each([
    ['none', 0, [0, 2, 3]],
    ['one byte more', 1, [0, 1, 2, 3]],
    ['as much as all that follows', 12_000, [0, 2, 3]],
    ['four gigabytes', 0xffffffff, [0, 2, 3]],
  ])('goes on after a chunk that lies about its length: %s', async (_, lie, keptOfPacked) => {
    for (const [bag, kept] of [
      [plain, [0, 1, 2, 3]],
      [packed, keptOfPacked],
    ] as const) {
      const chunk = chunkOf(bag.bytes, 1);
      const length = lie === 1 ? chunk.end - chunk.dataAt + 1 : lie;
      const { scan, messages } = await readAll(
        folder.write(setUint32(bag.bytes, chunk.dataLengthAt, length)),
      );
      expect(messages).toEqual(ofChunks(bag.messages, ...kept));
      expect(scan.damage.length).toBeGreaterThan(0);
    }
  });

  it('finds the next chunk after bytes that are not a record', async () => {
    const second = chunkOf(plain.bytes, 1);
    const index = recordsOf(plain.bytes).find(({ op, start }) => op === 4 && start > second.start);
    const { scan, messages } = await readAll(
      folder.write(setUint32(plain.bytes, index?.headerLengthAt ?? 0, 0xfffffff0)),
    );
    expect(messages).toEqual(plain.messages);
    expect(scan.damage).toEqual([
      { at_byte: index?.start, reason: expect.stringMatching(/^not a record; \d+ bytes/) },
    ]);
  });

  it('reports a message with an invalid time', async () => {
    const chunk = chunkOf(plain.bytes, 1);
    const message = recordsOf(plain.bytes, chunk.dataAt, chunk.end)[3]!;
    const at = plain.bytes.indexOf('time=', message.start) + 5;
    const { scan, messages } = await readAll(folder.write(setUint32(plain.bytes, at + 4, 1e9)));
    expect(messages.length).toBe(plain.messages.length - 1);
    expect(scan.damage).toEqual([{ at_byte: message.start, reason: 'a message with an invalid time' }]);
  });

  it('does not rely on a wrong index', async () => {
    for (const field of ['index_pos', 'conn_count', 'chunk_count']) {
      const bytes = Buffer.from(plain.bytes);
      bytes[bytes.indexOf(`${field}=`) + field.length + 1]! ^= 1;
      const { scan, messages } = await readAll(folder.write(bytes));
      expect(messages).toEqual(plain.messages);
      expect(scan.indexed).toBe(false);
    }
  });

  it('reports the first hundred damages only', async () => {
    const { bytes } = driveBag({}, 1500);
    const broken = Buffer.from(bytes);
    for (let at = 0; ; ) {
      at = broken.indexOf('time=', at + 1);
      if (at < 0) break;
      broken.writeUInt32LE(2e9, at + 9);
    }
    const { scan } = await readAll(folder.write(broken));
    expect(scan.damage.length).toBe(100);
  });
});
