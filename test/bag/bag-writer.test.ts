import { BagWriter } from '../../src/bag/bag-writer';
import { encodeString } from '../../src/messages/index';
import { type RecordPlace, recordsOf } from '../helpers/bag-records';
import { BagFolder, connectionOf, driveBag, readAll, writeDrive } from '../helpers/bags';
import { MemorySink } from '../helpers/memory-sink';

const OPS = { 3: 'bag', 4: 'index', 5: 'chunk', 6: 'chunk info', 7: 'connection', 2: 'message' };

function kinds(records: readonly RecordPlace[]): string[] {
  return records.map(({ op }) => OPS[op as keyof typeof OPS] ?? `op ${op}`);
}

const uint32 = (bytes?: Buffer) => bytes?.readUInt32LE();

describe('A written bag', () => {
  const folder = new BagFolder();

  it.each([
    { compression: 'none' as const },
    { compression: 'lz4' as const },
    { compression: 'none' as const, chunk_bytes: 300 },
    { compression: 'lz4' as const, chunk_bytes: 1 },
  ])('with %o gives every message back, in order', async (options) => {
    const { bytes, messages } = driveBag(options);
    const { scan, messages: read } = await readAll(folder.write(bytes));
    expect(read).toEqual(messages);
    expect(scan).toMatchObject({
      size_bytes: bytes.length,
      messages: messages.length,
      compressions: [options.compression],
      indexed: true,
      damage: [],
    });
    expect(scan.connections).toEqual([
      connectionOf('/clock', 'rosgraph_msgs/Clock'),
      connectionOf('/F1ROS/odom', 'nav_msgs/Odometry'),
      connectionOf('/metadata', 'std_msgs/String'),
    ]);
  });

  it('has the records of the format in its order', () => {
    const { bytes } = driveBag();
    expect(bytes.toString('latin1', 0, 13)).toBe('#ROSBAG V2.0\n');
    const records = recordsOf(bytes);
    expect(kinds(records)).toEqual([
      'bag',
      ...['chunk', 'index', 'index', 'chunk', 'index', 'index', 'chunk', 'index', 'index', 'chunk', 'index'],
      ...['connection', 'connection', 'connection', 'chunk info', 'chunk info', 'chunk info', 'chunk info'],
    ]);
    const header = records[0]!;
    expect(header.end - header.start).toBe(4104);
    expect(Number(header.fields.get('index_pos')?.readBigUInt64LE())).toBe(
      records.find(({ op }) => op === 7)?.start,
    );
    expect(uint32(header.fields.get('conn_count'))).toBe(3);
    expect(uint32(header.fields.get('chunk_count'))).toBe(4);
  });

  it('has the record of a connection in the chunk of its first message', () => {
    const { bytes } = driveBag();
    const chunks = recordsOf(bytes).filter(({ op }) => op === 5);
    const inside = chunks.map((chunk) => recordsOf(bytes, chunk.dataAt, chunk.end));
    expect(kinds(inside[0]!).slice(0, 2)).toEqual(['connection', 'message']);
    expect(inside.map((records) => records.filter(({ op }) => op === 7).length)).toEqual([2, 0, 0, 1]);
  });

  it('points from its index to every message', () => {
    const { bytes } = driveBag();
    const records = recordsOf(bytes);
    let chunk = records[0]!;
    let found = 0;
    for (const record of records) {
      if (record.op === 5) chunk = record;
      if (record.op !== 4) continue;
      const count = uint32(record.fields.get('count')) ?? 0;
      expect(record.end - record.dataAt).toBe(count * 12);
      for (let i = 0; i < count; i++) {
        const entry = bytes.subarray(record.dataAt + 12 * i, record.dataAt + 12 * i + 12);
        const message = recordsOf(bytes, chunk.dataAt + entry.readUInt32LE(8), chunk.end)[0]!;
        expect(message.op).toBe(2);
        expect(message.fields.get('conn')).toEqual(record.fields.get('conn'));
        expect(message.fields.get('time')).toEqual(entry.subarray(0, 8));
        found++;
      }
    }
    expect(found).toBe(73);
  });

  it('has position, contents, start and end time of each chunk in its index', () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const a = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
    const b = writer.addConnection(connectionOf('/b', 'std_msgs/String'));
    const data = encodeString({ data: '' });
    writer.message(b, 9, 5, data);
    writer.message(a, 9, 4, data);
    writer.message(b, 10, 3, data);
    writer.finish();
    const records = recordsOf(sink.bytes);
    const info = records.at(-1);
    expect(info?.op).toBe(6);
    expect(Number(info?.fields.get('chunk_pos')?.readBigUInt64LE())).toBe(records[1]!.start);
    expect([...new Uint32Array(new Uint8Array(info?.fields.get('start_time') ?? []).buffer)]).toEqual([9, 4]);
    expect([...new Uint32Array(new Uint8Array(info?.fields.get('end_time') ?? []).buffer)]).toEqual([10, 3]);
    const counts = sink.bytes.subarray(info?.dataAt, info?.end);
    expect([0, 4, 8, 12].map((at) => counts.readUInt32LE(at))).toEqual([b, 2, a, 1]);
  });

  it('has no time that ROS rejects', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const id = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
    for (const [sec, nsec] of [
      [0, 0],
      [-1, 5],
      [Number.NaN, Number.NaN],
      [0, 2],
      [4294967295, 999999999],
    ] as const) {
      writer.message(id, sec, nsec, encodeString({ data: 'x' }));
    }
    writer.finish();
    const { messages } = await readAll(folder.write(sink.bytes));
    expect(messages.map(([, sec, nsec]) => [sec, nsec])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 2],
      [4294967295, 999999999],
    ]);
  });

  it('holds a message larger than a chunk', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink, { compression: 'lz4', chunk_bytes: 1000 });
    const id = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
    const text = 'over the blocks of a frame '.repeat(200_000);
    writer.message(id, 1, 0, encodeString({ data: text }));
    writer.message(id, 2, 0, encodeString({ data: 'small' }));
    writer.finish();
    const { messages } = await readAll(folder.write(sink.bytes));
    expect(messages.map(([, sec, , data]) => [sec, Buffer.from(data, 'hex').subarray(4).toString()])).toEqual(
      [
        [1, text],
        [2, 'small'],
      ],
    );
  });

  it('may be empty', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    writer.addConnection(connectionOf('/never', 'std_msgs/String'));
    writer.finish();
    const { scan } = await readAll(folder.write(sink.bytes));
    expect(scan).toMatchObject({ messages: 0, chunks: 0, connections: [], indexed: true, damage: [] });
  });

  it('keeps the publisher, and that it latches', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const connection = { ...connectionOf('/a', 'std_msgs/String'), callerId: null, latching: true };
    writer.message(writer.addConnection(connection), 1, 0, encodeString({ data: '' }));
    writer.finish();
    const { scan } = await readAll(folder.write(sink.bytes));
    expect(scan.connections).toEqual([connection]);
  });
});

/** What is on the disk after each step from now on. */
function statesOf(sink: MemorySink): Buffer[] {
  const states: Buffer[] = [];
  for (const step of ['write', 'writeAt', 'truncate'] as const) {
    const really = sink[step].bind(sink) as (...given: unknown[]) => void;
    sink[step] = (...given: unknown[]) => {
      really(...given);
      states.push(Buffer.from(sink.bytes));
    };
  }
  return states;
}

describe('The writer of a bag', () => {
  const folder = new BagFolder();

  it('writes a chunk with its index at once', () => {
    const { sink, writer } = writeDrive();
    const before = sink.writes.length;
    writer.flush();
    expect(sink.writes.length).toBe(before + 1);
    writer.flush();
    expect(sink.writes.length).toBe(before + 1);
  });

  it('completes the bag meanwhile, and goes on', async () => {
    const { sink, messages, writer } = writeDrive();
    writer.index();
    writer.index();
    expect(await readAll(folder.write(sink.bytes))).toMatchObject({
      scan: { indexed: true, damage: [] },
      messages,
    });
    const late = writer.addConnection(connectionOf('/late', 'std_msgs/String'));
    writer.message(late, 99, 0, encodeString({ data: 'late' }));
    writer.finish();
    const { scan, messages: all } = await readAll(folder.write(sink.bytes));
    expect(scan).toMatchObject({ indexed: true, damage: [], size_bytes: writer.bytes });
    expect(all.slice(0, -1)).toEqual(messages);
    expect(all.at(-1)![0]).toBe('/late');
    // One index, not two.
    expect(kinds(recordsOf(sink.bytes)).filter((kind) => kind === 'connection')).toHaveLength(4);
  });

  it('loses nothing when it is killed between two indexes', async () => {
    const { sink, messages, writer } = writeDrive();
    writer.index();
    const states = statesOf(sink);
    writer.message(0, 99, 0, encodeString({ data: 'late' }));
    writer.finish();
    expect(states.length).toBeGreaterThanOrEqual(4);
    for (const state of states) {
      const { scan, messages: kept } = await readAll(folder.write(state));
      expect(kept.slice(0, messages.length)).toEqual(messages);
      expect(scan.damage.filter(({ reason }) => !reason.startsWith('no index'))).toEqual([]);
    }
  });

  it('counts bytes and messages', () => {
    const { sink, messages, writer } = writeDrive();
    writer.finish();
    expect(writer.bytes).toBe(sink.bytes.length);
    expect(writer.messages).toBe(messages.length);
    expect(sink.closed).toBe(true);
  });

  it('copies the data it is given', () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const data = encodeString({ data: 'abc' });
    writer.message(writer.addConnection(connectionOf('/a', 'std_msgs/String')), 1, 0, data);
    data.fill(0);
    writer.finish();
    expect(sink.bytes.includes('abc')).toBe(true);
  });

  it('rejects messages after the end, and of unknown connections', () => {
    const { writer } = writeDrive();
    expect(() => writer.message(17, 1, 0, Buffer.alloc(0))).toThrow('connection 17 was never added');
    writer.finish();
    writer.finish();
    expect(() => writer.message(0, 1, 0, Buffer.alloc(0))).toThrow('the bag is already finished');
  });
});
