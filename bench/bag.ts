/**
 * Bags written and scanned, each in a process of its own, against rosbag's Python API where python3-rosbag
 * is installed:
 *
 *   npx jiti bench/bag.ts [--json] [--rounds 3] [--large]
 *
 * "drive" is ten minutes of 20 Hz odometry and 1 kHz clock, decoded message by message; "pictures" are camera
 * frames of 640x480 rgb8 at 20 Hz with odometry and 1 kHz clock beside them, of which the headers are
 * decoded. --large adds 2 GB of them, for the memory. Times are medians; MB are 10^6 bytes of the file.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BagWriter } from '../src/bag/bag-writer';
import { FileSink } from '../src/bag/file-sink';
import { scanBag } from '../src/bag/scan-bag';
import type { BagConnection } from '../src/bag/types';
import {
  decodeClock,
  decodeImageHeader,
  decodeOdometry,
  encodeClock,
  encodeImage,
  encodeOdometry,
  messageType,
} from '../src/messages/index';
import { argument, flag } from './measure';

const JITI = path.join(__dirname, '..', 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const REFERENCE = path.join(__dirname, 'reference', 'bag_speed.py');
const rounds = Number(argument('--rounds') ?? 3);

interface Outcome {
  readonly ms: number;
  readonly bytes: number;
  readonly messages: number;
  readonly maxRss_MB: number;
}

type Compression = 'none' | 'lz4';

function connection(topic: string, type: string): BagConnection {
  return { topic, ...messageType(type), callerId: '/bench', latching: false };
}

/** A shaded road with the noise of a camera in its lowest bits. */
function picture(seed: number): Buffer {
  const pixels = Buffer.allocUnsafe(640 * 480 * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    pixels[i] = ((i / 7680) & 0xf8) + ((state >>> 24) & 3);
  }
  return pixels;
}

function write(file: string, compression: Compression, duration_s: number, withPictures: boolean): Outcome {
  const covariance = new Array<number>(36).fill(0);
  const twist = { linear: { x: 3, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0.1 } };
  const pictures = [1, 2, 3, 4].map(picture);
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
    if (!withPictures) continue;
    const size = { height: 480, width: 640, encoding: 'rgb8', is_bigendian: 0, step: 1920 };
    const data = pictures[(i / 50) % 4];
    writer.message(camera, stamp.sec, stamp.nsec, encodeImage({ header, ...size, data }));
  }
  writer.finish();
  return outcome(performance.now() - started, writer.bytes, writer.messages);
}

async function scan(file: string): Promise<Outcome> {
  const decoders: Readonly<Record<string, (data: Buffer) => unknown>> = {
    'rosgraph_msgs/Clock': decodeClock,
    'nav_msgs/Odometry': decodeOdometry,
    'sensor_msgs/Image': decodeImageHeader,
  };
  const started = performance.now();
  const found = await scanBag(file, { connection: ({ type }) => decoders[type] ?? null });
  if (found.damage.length > 0) throw new Error(`${file} is damaged: ${found.damage[0].reason}`);
  return outcome(performance.now() - started, found.size_bytes, found.messages);
}

function outcome(ms: number, bytes: number, messages: number): Outcome {
  return { ms, bytes, messages, maxRss_MB: process.resourceUsage().maxRSS / 1000 };
}

/** This program again, for one thing alone. */
function alone(...args: readonly string[]): Outcome {
  return JSON.parse(execFileSync(process.execPath, [JITI, __filename, ...args], { encoding: 'utf8' }));
}

function python(...args: readonly string[]): { ms: number; messages: number } {
  return JSON.parse(execFileSync(PYTHON, [REFERENCE, ...args], { encoding: 'utf8' }));
}

function isThere(module: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

interface Row {
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

/** @param withPython whether the reference has a bag of this size in reasonable time */
function measure(
  folder: string,
  kind: 'drive' | 'pictures',
  compression: Compression,
  duration_s: number,
  withPython: boolean,
): Row {
  const file = path.join(folder, 'bench.bag');
  const copy = path.join(folder, 'copy.bag');
  const writes: Outcome[] = [];
  const scans: Outcome[] = [];
  const reads: number[] = [];
  const copies: number[] = [];
  // In turns, so that all see the same machine.
  for (let round = 0; round < rounds; round++) {
    writes.push(alone('--write', file, compression, String(duration_s), kind));
    scans.push(alone('--scan', file));
    if (!withPython) continue;
    const read = python('read', file);
    if (read.messages !== scans[round].messages) throw new Error('rosbag counts other messages than we do');
    reads.push(read.ms);
    copies.push(python('write', file, copy, compression).ms);
  }
  const { bytes, messages } = scans[0];
  const write_ms = median(writes.map(({ ms }) => ms));
  const scan_ms = median(scans.map(({ ms }) => ms));
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
    python_write_ms: withPython ? median(copies) : null,
    python_read_ms: withPython ? median(reads) : null,
  };
}

function print(rows: readonly Row[]): void {
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

function measureAll(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const reference = isThere('rosbag');
    if (!reference) process.stderr.write('left out: rosbag of Python (python3-rosbag is missing)\n');
    const rows = [
      measure(folder, 'drive', 'none', 600, reference),
      measure(folder, 'drive', 'lz4', 600, reference),
      measure(folder, 'pictures', 'none', 10, reference),
      measure(folder, 'pictures', 'lz4', 10, reference),
      ...(flag('--large') ? [measure(folder, 'pictures', 'none', 110, false)] : []),
    ];
    if (flag('--json')) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else print(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const [task, file, compression, duration_s, kind] = process.argv.slice(2);
  if (task === '--write') {
    const done = write(file, compression as Compression, Number(duration_s), kind === 'pictures');
    process.stdout.write(JSON.stringify(done));
  } else if (task === '--scan') process.stdout.write(JSON.stringify(await scan(file)));
  else measureAll();
}

void main();
