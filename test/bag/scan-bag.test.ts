import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BagWriter } from '../../src/bag/bag-writer';
import { scanBag } from '../../src/bag/scan-bag';
import { BagError } from '../../src/errors';
import { decodeString, encodeString } from '../../src/messages/index';
import { BagFolder, connectionOf, driveBag, readAll, writeDrive } from '../helpers/bags';
import { MemorySink } from '../helpers/memory-sink';

const FIXTURE = path.join(__dirname, 'fixtures', 'drive-bz2.bag');
const SHARED = path.join(__dirname, '../../../shared');
const nothing = { connection: () => null };

describe('Scanning a bag', () => {
  const folder = new BagFolder();

  it('reads what the bag tools of ROS compressed with bz2', async () => {
    const { scan, messages } = await readAll(FIXTURE);
    expect(messages).toEqual(driveBag().messages);
    expect(scan).toMatchObject({ chunks: 3, compressions: ['bz2'], indexed: true, damage: [] });
  });

  it('gives the messages of wanted connections, and counts all', async () => {
    const seen: string[] = [];
    const scan = await scanBag(folder.write(driveBag().bytes), {
      connection: ({ topic }) =>
        topic === '/metadata' ? (data) => seen.push(decodeString(data).data) : null,
    });
    expect(seen).toEqual(['{"world":"test"}']);
    expect(scan.messages).toBe(73);
  });

  it('announces each connection once', async () => {
    const topics: string[] = [];
    await scanBag(folder.write(driveBag({ chunk_bytes: 1 }).bytes), {
      connection: ({ topic }) => {
        topics.push(topic);
        return null;
      },
    });
    expect(topics).toEqual(['/clock', '/F1ROS/odom', '/metadata']);
  });

  it('reports its progress, up to the end', async () => {
    const shares: number[] = [];
    const file = folder.write(largeBag(8, 1_000_000));
    await scanBag(file, { connection: () => () => {} }, { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.at(-1)).toBe(1);
  });

  it('ends when it is aborted', async () => {
    const file = folder.write(largeBag(8, 1_000_000));
    const controller = new AbortController();
    let messages = 0;
    const scanning = scanBag(
      file,
      {
        connection: () => () => {
          messages++;
          controller.abort(new Error('enough'));
        },
      },
      { signal: controller.signal },
    );
    await expect(scanning).rejects.toThrow('enough');
    expect(messages).toBeLessThan(8);
    await expect(scanBag(file, nothing, { signal: controller.signal })).rejects.toThrow('enough');
  });

  it.each(['none', 'lz4'] as const)('yields to the event loop (%s)', async (compression) => {
    const file = folder.write(largeBag(20, 1_000_000, compression));
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    let seenBefore = 0;
    await scanBag(file, {
      connection: () => () => {
        if (turns > 0) seenBefore++;
      },
    });
    clearInterval(timer);
    expect(seenBefore).toBeGreaterThan(0);
  });

  it('passes on what a handler throws', async () => {
    const scanning = scanBag(folder.write(driveBag().bytes), {
      connection: () => () => {
        throw new RangeError('mine');
      },
    });
    await expect(scanning).rejects.toThrow('mine');
  });

  it('reports a message that cannot be decoded as damage, and goes on', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const id = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
    writer.message(id, 1, 0, Buffer.of(9, 0, 0, 0, 65));
    writer.message(id, 2, 0, encodeString({ data: 'whole' }));
    writer.finish();
    const seen: string[] = [];
    const scan = await scanBag(folder.write(sink.bytes), {
      connection: () => (data) => seen.push(decodeString(data).data),
    });
    expect(seen).toEqual(['whole']);
    expect(scan.damage).toEqual([
      {
        at_byte: expect.any(Number),
        reason: 'a message cannot be read (std_msgs/String of 5 bytes ends inside a field of 9 at byte 4)',
      },
    ]);
  });

  it('reads a bag that is still being written', async () => {
    const { sink, writer, messages } = writeDrive();
    const file = folder.write(sink.bytes);
    const flushed = messages.slice(0, -1);
    const { scan, messages: read } = await readAll(file);
    expect(read).toEqual(flushed);
    expect(scan.indexed).toBe(false);
    expect(scan.damage).toEqual([
      {
        at_byte: sink.bytes.length,
        reason: 'no index: the recording was interrupted or is still running; run rosbag reindex',
      },
    ]);
    const before = sink.bytes.length;
    writer.flush();
    appendFileSync(file, sink.bytes.subarray(before));
    expect((await readAll(file)).messages).toEqual(messages);
  });

  it('ignores what is appended while it reads', async () => {
    const bytes = largeBag(6, 1_000_000);
    const file = folder.write(bytes);
    let appended = false;
    const scan = await scanBag(file, {
      connection: () => () => {
        if (!appended) appendFileSync(file, Buffer.alloc(100_000));
        appended = true;
      },
    });
    expect(scan).toMatchObject({ size_bytes: bytes.length, messages: 6, indexed: true, damage: [] });
  });

  it('survives a file that is truncated while it reads', async () => {
    const file = folder.write(largeBag(12, 1_000_000));
    let cut = false;
    const scan = await scanBag(file, {
      connection: () => () => {
        if (!cut) writeFileSync(file, readFileSync(file).subarray(0, 7_000_000));
        cut = true;
      },
    });
    expect(scan.messages).toBe(6);
    expect(scan.damage[0]!.reason).toBe('chunk is truncated');
  });
});

/** Noise, so that lz4 chunks are large, too. */
function largeBag(messages: number, bytes: number, compression: 'none' | 'lz4' = 'none'): Buffer {
  const sink = new MemorySink();
  const writer = new BagWriter(sink, { compression });
  const id = writer.addConnection(connectionOf('/large', 'std_msgs/String'));
  const data = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i += 4) data.writeInt32LE(Math.imul(i, 0x9e3779b1), i);
  for (let i = 0; i < messages; i++) writer.message(id, i + 1, 0, data);
  writer.finish();
  return sink.bytes;
}

describe('What is not a bag', () => {
  const folder = new BagFolder();

  const cases: [string, string | Buffer, RegExp][] = [
    ['an empty file', '', /is empty: nothing was recorded$/],
    ['the beginning of a bag’s first line', '#ROSB', /ends after 5 bytes: nothing was recorded$/],
    ['a text', 'hello, this is no bag', /is not a rosbag \(it does not begin with "#ROSBAG V2.0"\)$/],
    [
      'a bag of an old format',
      '#ROSBAG V1.2\n....',
      /has bag format 1\.2, but only 2\.0 is supported; convert it: rosbag filter/,
    ],
    ['a record of an older one', '#ROSRECORD V1.1\n', /has bag format 1\.1, but only 2\.0 is supported/],
    ['a bag of a format to come', '#ROSBAG V2.1\n', /has bag format 2\.1, but only 2\.0 is supported/],
  ];

  it.each(cases)('is rejected: %s', async (_, content, complaint) => {
    const file = folder.write(Buffer.from(content));
    const scanning = scanBag(file, nothing);
    await expect(scanning).rejects.toThrow(BagError);
    await expect(scanning).rejects.toThrow(complaint);
    await expect(scanning).rejects.toThrow(`${file}: `);
  });

  it('is rejected: a missing file, and a folder', async () => {
    await expect(scanBag(folder.file('none.bag'), nothing)).rejects.toThrow(/none\.bag: no such bag file$/);
    mkdirSync(folder.file('some'));
    await expect(scanBag(folder.file('some'), nothing)).rejects.toThrow(
      /some: is a folder; name a bag in it$/,
    );
  });

  it('is rejected: an encrypted bag', async () => {
    const { bytes } = driveBag();
    const field = Buffer.from('\x12\0\0\0encryptor=rosbag/X', 'latin1');
    const header = Buffer.concat([bytes.subarray(17, 17 + bytes.readUInt32LE(13)), field]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const file = folder.write(Buffer.concat([bytes.subarray(0, 13), length, header, Buffer.alloc(4)]));
    await expect(scanBag(file, nothing)).rejects.toThrow(/is encrypted \(rosbag\/X\)/);
  });
});

const withShared = existsSync(path.join(SHARED, 'conformance')) ? describe : describe.skip;

withShared('Bags that others recorded', () => {
  it.each([
    ['conformance/lap-montreal.bag', { '/F1ROS/odom': 4128 }, 'none'],
    ['conformance/montreal-weave.bag', { '/F1ROS/odom': 3057, '/clock': 6114 }, 'none'],
    ['conformance/simple-stuck.bag', { '/F1ROS/odom': 1043, '/clock': 2086 }, 'none'],
    [
      'gazebo/drive-simple-circuit.bag',
      {
        '/F1ROS/odom': 158,
        '/F1ROS/cmd_vel': 158,
        '/clock': 757,
        '/F1ROS/cameraL/image_raw': 159,
        '/F1ROS/cameraL/camera_info': 159,
      },
      'lz4',
    ],
  ])('%s', async (name, counts, compression) => {
    const found: Record<string, number> = {};
    const scan = await scanBag(path.join(SHARED, name), {
      connection:
        ({ topic }) =>
        () => {
          found[topic] = (found[topic] ?? 0) + 1;
        },
    });
    expect(found).toEqual(counts);
    expect(scan).toMatchObject({ compressions: [compression], indexed: true, damage: [] });
  });
});
