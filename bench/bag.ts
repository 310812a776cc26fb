/**
 * Bags written and scanned, each in a process of its own, compared with rosbag's Python API where python3-rosbag is
 * installed:
 *
 *     npx jiti bench/bag.ts --help
 *
 * "drive" is ten minutes of 20 Hz odometry and 1 kHz clock, decoded message by message; "images" are camera frames of
 * 640x480 rgb8 at 20 Hz with odometry and 1 kHz clock beside them, of which the headers are decoded. Times are medians;
 * MB are 10^6 bytes of the file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JITI, PYTHON } from '../scripts/support/paths';
import { jsonOf, pythonHas } from '../scripts/support/processes';
import { integerFrom, program, runProgram, say } from '../scripts/support/program';
import { BagWriter } from '../src/bag/bag-writer';
import { FileSink } from '../src/bag/file-sink';
import { scanBag } from '../src/bag/scan-bag';
import type { BagConnection } from '../src/bag/types';
import {
  decodeClock,
  decodeImage,
  decodeOdometryWithoutCovariance,
  encodeClock,
  encodeImage,
  encodeOdometry,
  messageType,
} from '../src/messages/index';
import { median } from '../src/support/statistics';
import { medianOf } from './support/measure';

const REFERENCE = path.join(__dirname, 'reference', 'bag_speed.py');

interface Outcome {
  readonly ms: number;
  readonly bytes: number;
  readonly messages: number;
  readonly maxRss_MB: number;
}

type Compression = 'none' | 'lz4';
type Kind = 'drive' | 'images';

function connection(topic: string, type: string): BagConnection {
  return { topic, ...messageType(type), callerId: '/bench', latching: false };
}

/** A shaded road with the noise of a camera in its lowest bits. */
function cameraImage(seed: number): Buffer {
  const pixels = Buffer.allocUnsafe(640 * 480 * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    pixels[i] = ((i / 7680) & 0xf8) + ((state >>> 24) & 3);
  }
  return pixels;
}

function write(file: string, compression: Compression, duration_s: number, withImages: boolean): Outcome {
  const covariance = new Array<number>(36).fill(0);
  const twist = { linear: { x: 3, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0.1 } };
  const images = [1, 2, 3, 4].map(cameraImage);
  const started = performance.now();
  const writer = new BagWriter(new FileSink(file), { compression });
  const clock = writer.addConnection(connection('/clock', 'rosgraph_msgs/Clock'));
  const odometry = writer.addConnection(connection('/F1ROS/odom', 'nav_msgs/Odometry'));
  const camera = writer.addConnection(connection('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image'));
  for (let i = 1; i <= duration_s * 1000; i++) {
    const stamp = { sec: Math.floor(i / 1000), nsec: (i % 1000) * 1e6 };
    writer.message(clock, stamp.sec, stamp.nsec, encodeClock({ clock: stamp }));
    if (i % 1000 === 0) writer.flush();
    if (i % 50 !== 0) continue;
    const header = { seq: i / 50, stamp, frame_id: 'odom' };
    const pose = {
      position: { x: 15 * Math.cos(i / 5000), y: 15 * Math.sin(i / 5000), z: 0 },
      orientation: { x: 0, y: 0, z: Math.sin(i / 10000), w: Math.cos(i / 10000) },
    };
    writer.message(
      odometry,
      stamp.sec,
      stamp.nsec,
      encodeOdometry({
        header,
        child_frame_id: 'xf1',
        pose: { pose, covariance },
        twist: { twist, covariance },
      }),
    );
    if (!withImages) continue;
    const size = { height: 480, width: 640, encoding: 'rgb8', is_bigendian: 0, step: 1920 };
    const data = images[(i / 50) % images.length]!;
    writer.message(camera, stamp.sec, stamp.nsec, encodeImage({ header, ...size, data }));
  }
  writer.finish();
  return outcome(performance.now() - started, writer.bytes, writer.messages);
}

async function scan(file: string): Promise<Outcome> {
  const decoders: Readonly<Record<string, (data: Buffer) => unknown>> = {
    'rosgraph_msgs/Clock': decodeClock,
    'nav_msgs/Odometry': decodeOdometryWithoutCovariance,
    'sensor_msgs/Image': decodeImage,
  };
  const started = performance.now();
  const found = await scanBag(file, { connection: ({ type }) => decoders[type] ?? null });
  const [damage] = found.damage;
  if (damage !== undefined) throw new Error(`${file} is damaged: ${damage.reason}`);
  return outcome(performance.now() - started, found.size_bytes, found.messages);
}

function outcome(ms: number, bytes: number, messages: number): Outcome {
  return { ms, bytes, messages, maxRss_MB: process.resourceUsage().maxRSS / 1000 };
}

/** This program again, for one thing alone. */
function alone(...args: readonly string[]): Promise<Outcome> {
  return jsonOf<Outcome>(process.execPath, [JITI, __filename, ...args]);
}

function python(...args: readonly string[]): Promise<{ ms: number; messages: number }> {
  return jsonOf(PYTHON, [REFERENCE, ...args]);
}

/** A kind of bag; null where the reference was not run. */
export interface BagTimes {
  readonly name: string;
  readonly bytes: number;
  readonly messages: number;
  readonly write_ms: number;
  readonly write_MBps: number;
  readonly scan_ms: number;
  readonly scan_MBps: number;
  readonly scan_messages_per_s: number;
  readonly scan_maxRss_MB: number;
  readonly python_write_ms: number | null;
  readonly python_read_ms: number | null;
}

/** One kind of bag. */
interface Case {
  readonly kind: Kind;
  readonly compression: Compression;
  readonly duration_s: number;
  /** Whether the reference can write and read a bag of this size in reasonable time. */
  readonly withPython: boolean;
}

async function measureCase(
  folder: string,
  rounds: number,
  { kind, compression, duration_s, withPython }: Case,
): Promise<BagTimes> {
  const file = path.join(folder, 'bench.bag');
  const copy = path.join(folder, 'copy.bag');
  const writes: Outcome[] = [];
  const scans: Outcome[] = [];
  const reads: number[] = [];
  const copies: number[] = [];
  // In turns, so that all see the same machine.
  for (let round = 0; round < rounds; round++) {
    writes.push(await alone('write', file, compression, String(duration_s), kind));
    const scan = await alone('scan', file);
    scans.push(scan);
    if (!withPython) continue;
    const read = await python('read', file);
    if (read.messages !== scan.messages) throw new Error('rosbag counts other messages than we do');
    reads.push(read.ms);
    copies.push((await python('write', file, copy, compression)).ms);
  }
  const { bytes, messages } = scans[0]!;
  const write_ms = medianOf(writes.map(({ ms }) => ms));
  const scan_ms = medianOf(scans.map(({ ms }) => ms));
  return {
    name: `${kind}, ${compression}, ${duration_s} s`,
    bytes,
    messages,
    write_ms,
    write_MBps: bytes / 1000 / write_ms,
    scan_ms,
    scan_MBps: bytes / 1000 / scan_ms,
    scan_messages_per_s: (1000 * messages) / scan_ms,
    scan_maxRss_MB: Math.max(...scans.map(({ maxRss_MB }) => maxRss_MB)),
    python_write_ms: median(copies),
    python_read_ms: median(reads),
  };
}

function print(rows: readonly BagTimes[]): void {
  for (const row of rows) {
    const compared = (ours: number, theirs: number | null) =>
      theirs === null ? '' : `, rosbag ${theirs.toFixed(0)} ms (${(theirs / ours).toFixed(1)} times)`;
    process.stdout.write(
      `${row.name} (${(row.bytes / 1e6).toFixed(0)} MB, ${row.messages} messages)\n` +
        `  write ${row.write_ms.toFixed(0)} ms, ${row.write_MBps.toFixed(0)} MB/s` +
        `${compared(row.write_ms, row.python_write_ms)}\n` +
        `  scan  ${row.scan_ms.toFixed(0)} ms, ${row.scan_MBps.toFixed(0)} MB/s, ` +
        `${(row.scan_messages_per_s / 1000).toFixed(0)} thousand messages/s, ` +
        `${row.scan_maxRss_MB.toFixed(0)} MB of memory${compared(row.scan_ms, row.python_read_ms)}\n`,
    );
  }
}

async function measureAll({ rounds, large, json }: { rounds: number; large: boolean; json: boolean }) {
  const withPython = pythonHas('rosbag');
  if (!withPython) say('left out: rosbag of Python (python3-rosbag is missing)');
  const cases: Case[] = [
    { kind: 'drive', compression: 'none', duration_s: 600, withPython },
    { kind: 'drive', compression: 'lz4', duration_s: 600, withPython },
    { kind: 'images', compression: 'none', duration_s: 10, withPython },
    { kind: 'images', compression: 'lz4', duration_s: 10, withPython },
  ];
  if (large) cases.push({ kind: 'images', compression: 'none', duration_s: 110, withPython: false });
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const rows: BagTimes[] = [];
    for (const one of cases) rows.push(await measureCase(folder, rounds, one));
    if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else print(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printOutcome(done: Outcome): void {
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

const bags = program('npx jiti bench/bag.ts', 'Times the writing and scanning of bags.')
  .option('--rounds <n>', 'rounds, all kinds of bags in turn', integerFrom(1), 3)
  .option('--large', 'a bag of 2 GB too, for the memory', false)
  .option('--json', 'print one line of JSON', false)
  .action(measureAll);
// What `alone` calls.
bags
  .command('write <file> <compression> <seconds> <kind>', { hidden: true })
  .action((file: string, compression: Compression, seconds: string, kind: Kind) =>
    printOutcome(write(file, compression, Number(seconds), kind === 'images')),
  );
bags.command('scan <file>', { hidden: true }).action(async (file: string) => printOutcome(await scan(file)));
void runProgram(bags);
