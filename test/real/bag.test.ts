import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BagWriter } from '../../src/bag/bag-writer';
import { Bz2Decompressor } from '../../src/bag/bz2/decompress';
import { FileSink } from '../../src/bag/file-sink';
import { newMatchTable } from '../../src/bag/lz4/compress-block';
import { compressFrame, decompressFrame, frameBound } from '../../src/bag/lz4/frame';
import {
  encodeClock,
  encodeCompressedImage,
  encodeDecision,
  encodeImage,
  encodeOdometry,
  encodeString,
  encodeTwist,
  messageType,
} from '../../src/messages/index';
import { mulberry32 } from '../../src/support/random';
import { record } from '../bag/support/recorder';
import { BagFolder, odometryMessage, readAll, type Seen } from '../helpers/bags';
import { freePort, Processes, PYTHON } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

const TOOL = path.join(__dirname, 'support', 'bag_tool.py');
const MD5 = (hex: string) => createHash('md5').update(Buffer.from(hex, 'hex')).digest('hex');

const folder = new BagFolder();
const processes = new Processes('http://127.0.0.1:1');
processes.env.ROS_PACKAGE_PATH = '/usr/share';

afterAll(() => processes.killAll());

const python = (...args: string[]) => processes.run(PYTHON, TOOL, ...args);
const linesOf = (text: string) => text.split('\n').filter(Boolean);

/** Every kind of message that a run records; time starts at zero, the picture is larger than a chunk. */
function recordRun(file: string, compression: 'none' | 'lz4', withDecision = true): Seen[] {
  const writer = new BagWriter(new FileSink(file), { compression });
  const messages: Seen[] = [];
  const add = (topic: string, type: string) => {
    const id = writer.addConnection({ topic, ...messageType(type), callerId: '/f1_brain', latching: false });
    return (time_ms: number, data: Buffer) => {
      const sec = Math.floor(time_ms / 1000);
      const nsec = (time_ms % 1000) * 1e6;
      writer.message(id, sec, nsec, data);
      messages.push([topic, sec, time_ms === 0 ? 1 : nsec, data.toString('hex')]);
    };
  };
  const clock = add('/clock', 'rosgraph_msgs/Clock');
  const odometry = add('/F1ROS/odom', 'nav_msgs/Odometry');
  const command = add('/F1ROS/cmd_vel', 'geometry_msgs/Twist');
  const camera = add('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image');
  const jpeg = add('/F1ROS/cameraL/image_raw/compressed', 'sensor_msgs/CompressedImage');
  const decision = add('/f1_brain/decision', 'f1_brain/Decision');
  const metadata = add('/metadata', 'std_msgs/String');
  const random = mulberry32(3);
  const pixels = Buffer.alloc(640 * 480 * 3).map(() => random() * 256);
  for (let time_ms = 0; time_ms < 1000; time_ms += 10) {
    const stamp = { sec: 0, nsec: time_ms * 1e6 };
    const header = { seq: time_ms, stamp, frame_id: 'camera' };
    clock(time_ms, encodeClock({ clock: stamp }));
    if (time_ms % 50 !== 0) continue;
    odometry(time_ms, encodeOdometry(odometryMessage(time_ms / 100, -1, 0, stamp.nsec)));
    command(time_ms, encodeTwist({ linear: { x: 1, y: 0, z: 0 }, angular: { x: 0, y: 0, z: -0.5 } }));
    if (time_ms % 200 === 0) writer.flush();
    if (time_ms % 500 !== 0) continue;
    const picture = { height: 480, width: 640, encoding: 'rgb8', is_bigendian: 0, step: 1920 };
    camera(time_ms, encodeImage({ header, ...picture, data: pixels }));
    jpeg(time_ms, encodeCompressedImage({ header, format: 'jpeg', data: pixels.subarray(0, 999) }));
    if (!withDecision) continue;
    decision(
      time_ms,
      encodeDecision({
        header,
        frame_sequence: 2 ** 33 + 1,
        frame_stamp: stamp,
        simulated_s: 0.5,
        left_ms: 1,
        waited_ms: 2,
        step_ms: 3,
        inference_ms: Number.NaN,
        sensor_to_actuator_ms: 4,
        v_mps: 5,
        w_radps: 6,
        brain: 'follow-line',
        model: '',
        provider: 'cpu',
        frame_age_ms: 105,
        frame_dating: 'stamp',
        moved_m: 1.2,
        turned_rad: -0.05,
        brain_v_mps: 8,
        brain_w_radps: -0.2,
      }),
    );
  }
  metadata(1000, encodeString({ data: '{"world":"test"}' }));
  writer.finish();
  return messages;
}

describe.each(['none', 'lz4'] as const)('A bag of ours (%s) in the tools of ROS', (compression) => {
  const file = folder.file(`ours-${compression}.bag`);
  let messages: Seen[] = [];

  beforeAll(() => {
    messages = recordRun(file, compression);
  });

  it('rosbag info', async () => {
    const info = await processes.run('rosbag', 'info', file);
    expect(info).toMatch(/version: +2\.0/);
    expect(info).toMatch(new RegExp(`messages: +${messages.length}\n`));
    expect(info).toMatch(new RegExp(`compression: +${compression} \\[(\\d+)/\\1 chunks`));
    expect(info).toMatch(/\/clock +100 msgs +: rosgraph_msgs\/Clock/);
    expect(info).toMatch(/f1_brain\/Decision +\[[0-9a-f]{32}\]/);
  });

  it('rosbag check', async () => {
    const plain = folder.file(`check-${compression}.bag`);
    recordRun(plain, compression, false);
    expect(await processes.run('rosbag', 'check', plain)).toContain('does not need any migrations');
  });

  it('rosbag check asks for the definition of our own message alone', async () => {
    const check = await processes.run('rosbag', 'check', file);
    expect(linesOf(check).filter((line) => line.startsWith(' * From:'))).toEqual([
      expect.stringContaining('f1_brain/Decision'),
    ]);
  });

  it('the Python API gives every message, in order', async () => {
    const lines = linesOf(await python('dump', file)).map((line) => JSON.parse(line));
    expect(lines.map(([topic, , , sec, nsec, md5]) => [topic, sec, nsec, md5])).toEqual(
      messages.map(([topic, sec, nsec, data]) => [topic, sec, nsec, MD5(data)]),
    );
  });

  it('the definitions in it say what the messages are', async () => {
    const [odometry] = linesOf(await python('decode', file, '/F1ROS/odom')).map((line) => JSON.parse(line));
    expect(odometry).toContain('child_frame_id: "xf1"');
    const decisions = linesOf(await python('decode', file, '/f1_brain/decision')).map((line) =>
      JSON.parse(line),
    );
    expect(decisions[0]).toContain('frame_sequence: 8589934593');
    expect(decisions[0]).toContain('inference_ms: nan');
    expect(decisions[0]).toContain('provider: "cpu"');
  });

  it('rosbag reindex finds in a killed one all that was flushed', async () => {
    const killed = folder.file(`killed-${compression}.bag`);
    const flushed = Number(await record(killed, { compression, killAfter: 300 }));
    const ours = await readAll(killed);
    await processes.run('rosbag', 'reindex', '-q', killed);
    const lines = linesOf(await python('dump', killed));
    expect(lines.length).toBeGreaterThanOrEqual(flushed);
    expect(lines.length).toBeLessThanOrEqual(ours.messages.length);
    const again = await readAll(killed);
    expect(again.scan).toMatchObject({ indexed: true, damage: [] });
    expect(again.messages).toEqual(ours.messages.slice(0, lines.length));
  });

  it('and one that was cut off inside a chunk', async () => {
    const cut = folder.write(readFileSync(file).subarray(0, statSync(file).size - 100_000));
    await processes.run('rosbag', 'reindex', '-q', cut);
    const lines = linesOf(await python('dump', cut));
    expect(lines.length).toBeGreaterThan(messages.length / 3);
    expect((await readAll(cut)).messages.length).toBe(lines.length);
  });

  it('one whose index was replaced is whole, and no kill in between loses what was before', async () => {
    const indexed = folder.file();
    const sink = new FileSink(indexed);
    const writer = new BagWriter(sink, { compression });
    const text = (topic: string, sec: number) => {
      const connection = { topic, ...messageType('std_msgs/String'), callerId: '/test', latching: false };
      writer.message(writer.addConnection(connection), sec, 0, encodeString({ data: topic }));
    };
    for (let i = 1; i <= 20; i++) text(`/before_${i}`, i);
    writer.index();
    const copies: string[] = [];
    for (const step of ['writeAt', 'truncate'] as const) {
      const really = sink[step].bind(sink) as (...given: unknown[]) => void;
      sink[step] = (...given: unknown[]) => {
        really(...given);
        copies.push(folder.write(readFileSync(indexed)));
      };
    }
    text('/after', 30);
    writer.finish();
    for (const file of [...copies, indexed]) {
      if (!(await readAll(file)).scan.indexed) await processes.run('rosbag', 'reindex', '-q', file);
      const lines = linesOf(await python('dump', file));
      expect(lines.length).toBeGreaterThanOrEqual(20);
      if (file === indexed) expect(lines).toHaveLength(21);
    }
  });

  it('one that filled its disk is complete', async () => {
    const full = folder.file(`full-${compression}.bag`);
    await record(full, { compression, blocks: 200 });
    const lines = linesOf(await python('dump', full));
    expect(lines.length).toBe((await readAll(full)).messages.length);
    expect(lines.length).toBeGreaterThan(100);
  });
});

describe('A bag of the Python API', () => {
  it.each([
    ['none', 5000],
    ['lz4', 5000],
    ['lz4', 5_000_000],
    ['bz2', 5000],
    ['bz2', 5_000_000],
  ])('compressed with %s in chunks of %d bytes is read', async (compression, chunk_bytes) => {
    const source = folder.file('source.bag');
    const target = folder.file('target.bag');
    const messages = recordRun(source, 'none');
    await python('rewrite', source, target, compression, String(chunk_bytes));
    const { scan, messages: read } = await readAll(target);
    expect(read).toEqual(messages);
    expect(scan).toMatchObject({ compressions: [compression], indexed: true, damage: [] });
  });
});

describe('Compressed bytes', () => {
  const random = mulberry32(11);
  const contents = [0, 1, 5, 12, 13, 17, 100, 65_535, 70_000, 300_000, 4_300_000].flatMap((bytes) =>
    [1, 2, 5, 256].map((values) => {
      const data = Buffer.alloc(bytes);
      for (let at = 0; at < bytes; ) {
        const run = random() < 0.2 ? 1 + Math.floor(random() * 600) : 1;
        data.fill(random() * values, at, Math.min(bytes, at + run));
        at += run;
      }
      return data;
    }),
  );
  contents.push(Buffer.concat(contents));

  it.each(['lz4', 'bz2'])('of the %s that ROS uses are read', async (kind) => {
    const files = contents.map((data) => folder.write(data));
    await python('compress', kind, ...files);
    const bz2 = new Bz2Decompressor();
    contents.forEach((data, i) => {
      const packed = readFileSync(`${files[i]}.packed`);
      const target = Buffer.alloc(data.length);
      const length =
        kind === 'lz4'
          ? decompressFrame(packed, target, data.length)
          : bz2.decompress(packed, target, data.length);
      expect(target.subarray(0, length).equals(data)).toBe(true);
    });
  });

  it('of ours are read by the lz4 that ROS uses', async () => {
    // roslz4 gives nothing back for nothing.
    const some = contents.filter((data) => data.length > 0);
    const files = some.map((data) => {
      const target = Buffer.alloc(frameBound(data.length));
      return folder.write(
        target.subarray(0, compressFrame(data, 0, data.length, target, 0, newMatchTable())),
      );
    });
    await python('decompress_lz4', ...files);
    some.forEach((data, i) => {
      expect(readFileSync(`${files[i]}.raw`).equals(data)).toBe(true);
    });
  });
});

describe('rosbag play and rosbag record', () => {
  const ros = { processes };

  beforeAll(async () => {
    ros.processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    ros.processes.env.ROS_PACKAGE_PATH = '/usr/share';
    await startRoscore(ros.processes);
  });

  afterAll(() => ros.processes.killAll());

  it.each([
    ['none', []],
    ['lz4', ['--lz4']],
    ['bz2', ['--bz2']],
  ] as const)('hand our bag on whole: %s', async (compression, options) => {
    const source = folder.file('played.bag');
    const target = folder.file(`recorded-${compression}.bag`);
    const topics = ['/F1ROS/odom', '/F1ROS/cmd_vel', '/f1_brain/decision', '/F1ROS/cameraL/image_raw'];
    const messages = recordRun(source, 'lz4');
    const recorder = ros.processes.start('rosbag', ['record', ...options, '-O', target, ...topics]);
    const uri = ros.processes.env.ROS_MASTER_URI ?? '';
    await eventually(async () => (await nodesOf(uri, 1, '/F1ROS/odom')).length > 0);
    await ros.processes.run(
      'rosbag',
      'play',
      '-q',
      '--wait-for-subscribers',
      '--topics',
      ...topics,
      '--bags',
      source,
    );
    await recorder.stop();
    const { scan, messages: recorded } = await readAll(target);
    expect(scan).toMatchObject({ compressions: [compression], indexed: true, damage: [] });
    for (const topic of topics) {
      const dataOf = (list: readonly Seen[]) =>
        list.filter(([t]) => t === topic).map(([, , , data]) => MD5(data));
      expect(dataOf(recorded)).toEqual(dataOf(messages));
    }
  });
});
