import { readFileSync } from 'node:fs';
import decompressLz4 from '@foxglove/wasm-lz4';
import * as zstd from '@foxglove/wasm-zstd';
import type { McapIndexedReader, McapTypes } from '@mcap/core' with { 'resolution-mode': 'import' };
import { BagWriter } from '../../../src/bag/bag-writer';
import type { McapCompression } from '../../../src/bag/mcap/compress-chunk';
import { Converter, convertBag } from '../../../src/bag/mcap/convert-bag';
import { BagError } from '../../../src/errors';
import { encodeString } from '../../../src/messages/index';
import { BagFolder, connectionOf, driveBag, readAll, type Seen, writeDrive } from '../../helpers/bags';
import { MemorySink } from '../../helpers/memory-sink';

const folder = new BagFolder();

/** An MCAP file in memory. */
class Target {
  readonly writes: Buffer[] = [];

  async write(bytes: Uint8Array): Promise<void> {
    // Slower than the bag is read.
    await new Promise((resolve) => setImmediate(resolve));
    this.writes.push(Buffer.from(bytes));
  }

  position(): bigint {
    return BigInt(this.bytes.length);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.writes);
  }
}

/** Decompressors that are not ours. */
async function decompressHandlers(): Promise<McapTypes.DecompressHandlers> {
  await zstd.isLoaded;
  await decompressLz4.isLoaded;
  return {
    zstd: (bytes, size) => zstd.decompress(bytes, Number(size)),
    lz4: (bytes, size) => decompressLz4(bytes, Number(size)),
  };
}

async function openIndexed(bytes: Buffer): Promise<McapIndexedReader> {
  const { McapIndexedReader } = await import('@mcap/core');
  return McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(bytes.length),
      read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
    },
    decompressHandlers: await decompressHandlers(),
  });
}

function seenOf({ topic }: { readonly topic: string }, { logTime, data }: McapTypes.Message): Seen {
  const sec = Number(logTime / 1_000_000_000n);
  return [topic, sec, Number(logTime % 1_000_000_000n), Buffer.from(data).toString('hex')];
}

/** Every message through the index, checksums included. */
async function readIndexed(bytes: Buffer): Promise<Seen[]> {
  const reader = await openIndexed(bytes);
  const seen: Seen[] = [];
  for await (const message of reader.readMessages({ validateCrcs: true })) {
    seen.push(seenOf(reader.channelsById.get(message.channelId)!, message));
  }
  return seen;
}

/** Every message in the order of the file, without the index. */
async function readStream(bytes: Buffer): Promise<Seen[]> {
  const { McapStreamReader } = await import('@mcap/core');
  const reader = new McapStreamReader({
    decompressHandlers: await decompressHandlers(),
    validateCrcs: true,
  });
  reader.append(bytes);
  const channels = new Map<number, McapTypes.Channel>();
  const seen: Seen[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === 'Channel') channels.set(record.id, record);
    if (record.type === 'Message') seen.push(seenOf(channels.get(record.channelId)!, record));
  }
  expect(reader.done()).toBe(true);
  return seen;
}

async function convert(bag: string, compression?: McapCompression) {
  const target = new Target();
  const result = await convertBag(bag, target, { library: 'test 1.0', ...(compression && { compression }) });
  return { result, bytes: target.bytes, writes: target.writes.map(({ length }) => length) };
}

describe('A bag as MCAP', () => {
  it.each([
    ['zstd', 'none'],
    ['zstd', 'lz4'],
    ['lz4', 'none'],
    ['none', 'lz4'],
  ] as const)(
    '%s has every message of a bag with compression %s, equal in time and bytes',
    async (to, from) => {
      const { bytes: bag, messages } = driveBag({ compression: from }, 300);
      const { result, bytes } = await convert(folder.write(bag), to);
      expect(result).toMatchObject({ written: messages.length, damage: [] });
      expect(await readStream(bytes)).toEqual(messages);
      expect(await readIndexed(bytes)).toEqual(messages);
      const { chunkIndexes, statistics, header } = await openIndexed(bytes);
      expect(header).toMatchObject({ profile: 'ros1', library: 'test 1.0' });
      expect(statistics).toMatchObject({
        messageCount: BigInt(messages.length),
        channelCount: 3,
        schemaCount: 3,
      });
      expect(chunkIndexes.map(({ compression }) => compression)).toEqual([to === 'none' ? '' : to]);
    },
  );

  it('has a channel for each connection, with its definition and who published it', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const clock = connectionOf('/clock', 'rosgraph_msgs/Clock');
    const first = { ...connectionOf('/a', 'std_msgs/String'), callerId: '/one', latching: true };
    const second = { ...connectionOf('/a', 'std_msgs/String'), callerId: null };
    const ids = [first, second].map((connection) => writer.addConnection(connection));
    writer.addConnection(clock);
    writer.message(ids[0]!, 7, 5, encodeString({ data: 'a' }));
    writer.message(ids[1]!, 8, 999_999_999, encodeString({ data: 'b' }));
    writer.finish();
    const { bytes } = await convert(folder.write(sink.bytes));
    const reader = await openIndexed(bytes);
    const channels = [...reader.channelsById.values()].map(
      ({ topic, messageEncoding, metadata, schemaId }) => ({
        topic,
        messageEncoding,
        metadata: Object.fromEntries(metadata),
        schema: reader.schemasById.get(schemaId),
      }),
    );
    const schema = {
      type: 'Schema',
      id: 1,
      name: 'std_msgs/String',
      encoding: 'ros1msg',
      data: new Uint8Array(Buffer.from(first.definition)),
    };
    const { md5sum } = first;
    const string = { topic: '/a', messageEncoding: 'ros1', schema };
    expect(channels).toEqual([
      { ...string, metadata: { md5sum, callerid: '/one', latching: '1' } },
      { ...string, metadata: { md5sum } },
    ]);
    expect(await readIndexed(bytes)).toEqual([
      ['/a', 7, 5, encodeString({ data: 'a' }).toString('hex')],
      ['/a', 8, 999_999_999, encodeString({ data: 'b' }).toString('hex')],
    ]);
  });

  it('is written part by part, not at once', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const id = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
    const data = encodeString({ data: 'x'.repeat(100_000) });
    for (let i = 1; i <= 80; i++) writer.message(id, i, 0, data);
    writer.finish();
    const { bytes, writes } = await convert(folder.write(sink.bytes), 'none');
    expect(bytes.length).toBeGreaterThan(8e6);
    expect(Math.max(...writes)).toBeLessThan(1.5e6);
    expect(await readIndexed(bytes)).toHaveLength(80);
  });

  it('has of a bag that was cut off everything before the cut', async () => {
    const { sink } = writeDrive({}, 300, 20);
    const file = folder.write(sink.bytes.subarray(0, sink.bytes.length - 100));
    const { messages } = await readAll(file);
    const { result, bytes } = await convert(file);
    expect(messages.length).toBeGreaterThan(200);
    expect(result.damage.length).toBeGreaterThan(0);
    expect(result.written).toBe(messages.length);
    expect(await readIndexed(bytes)).toEqual(messages);
  });

  it('of the same bag is the same file', async () => {
    const file = folder.write(readFileSync('test/bag/fixtures/drive-bz2.bag'));
    const once = await convert(file);
    expect(once.result.written).toBeGreaterThan(0);
    expect((await convert(file)).bytes.equals(once.bytes)).toBe(true);
  });

  it('has no more channels than it can number', async () => {
    const { McapWriter } = await import('@mcap/core');
    const converter = new Converter('wide.bag', new McapWriter({ writable: new Target() }), 'test');
    const connection = connectionOf('/a', 'std_msgs/Empty');
    for (let i = 0; i < 65_535; i++) converter.connection(connection);
    expect(() => converter.connection(connection)).toThrow(
      new BagError('wide.bag: has more than 65535 publishers, which MCAP cannot number'),
    );
  });

  it('is not begun for a file that is no bag', async () => {
    const target = new Target();
    const converted = convertBag(folder.write(Buffer.from('hello')), target, { library: 'test' });
    await expect(converted).rejects.toThrow(BagError);
    expect(target.writes).toEqual([]);
  });
});
