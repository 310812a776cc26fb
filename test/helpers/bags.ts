import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BagWriter, type BagWriterOptions } from '../../src/bag/bag-writer';
import { scanBag } from '../../src/bag/scan-bag';
import type { BagConnection, BagScan } from '../../src/bag/types';
import type { OdometryMessage } from '../../src/messages/index';
import { encodeClock, encodeOdometry, encodeString, messageType } from '../../src/messages/index';
import { MemorySink } from './memory-sink';

/** A folder for bags that is gone after the tests of the file. */
export class BagFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'f1-brain-bag-'));
  #count = 0;

  constructor() {
    afterAll(() => rmSync(this.path, { recursive: true, force: true }));
  }

  file(name = `${this.#count++}.bag`): string {
    return path.join(this.path, name);
  }

  write(bytes: Uint8Array, name?: string): string {
    const file = this.file(name);
    // In place of a file that is truncated, ext4 writes the new one to the disk at once: milliseconds.
    rmSync(file, { force: true });
    writeFileSync(file, bytes);
    return file;
  }
}

export function connectionOf(topic: string, type: string): BagConnection {
  return { topic, ...messageType(type, []), callerId: '/test', latching: false };
}

export function odometryMessage(x_m: number, y_m: number, sec: number, nsec = 0): OdometryMessage {
  const covariance = Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 0.01 : 0));
  return {
    header: { seq: 3, stamp: { sec, nsec }, frame_id: 'odom' },
    child_frame_id: 'xf1',
    pose: {
      pose: { position: { x: x_m, y: y_m, z: 0 }, orientation: { x: 0, y: 0, z: 0.6, w: 0.8 } },
      covariance,
    },
    twist: {
      twist: { linear: { x: 3, y: 0.1, z: 0 }, angular: { x: 0, y: 0, z: -0.5 } },
      covariance,
    },
  };
}

/** A message as it comes out of a scan. */
export type Seen = [topic: string, sec: number, nsec: number, data: string];

/** A small drive: clocks at 100 Hz, poses at 20 Hz, one text at the end; flushed every `flushEvery` clocks. */
export function writeDrive(
  options: BagWriterOptions = {},
  clocks = 60,
  flushEvery = 20,
): { sink: MemorySink; messages: Seen[]; writer: BagWriter } {
  const sink = new MemorySink();
  const writer = new BagWriter(sink, options);
  const messages: Seen[] = [];
  const clock = writer.addConnection(connectionOf('/clock', 'rosgraph_msgs/Clock'));
  const odometry = writer.addConnection(connectionOf('/F1ROS/odom', 'nav_msgs/Odometry'));
  const text = writer.addConnection(connectionOf('/metadata', 'std_msgs/String'));
  const add = (connection: number, topic: string, sec: number, nsec: number, data: Buffer) => {
    writer.message(connection, sec, nsec, data);
    messages.push([topic, sec, nsec, data.toString('hex')]);
  };
  for (let i = 1; i <= clocks; i++) {
    const sec = Math.floor(i / 100);
    const nsec = (i % 100) * 1e7;
    add(clock, '/clock', sec, nsec, encodeClock({ clock: { sec, nsec } }));
    if (i % 5 === 0) {
      add(odometry, '/F1ROS/odom', sec, nsec, encodeOdometry(odometryMessage(i / 10, -i, sec, nsec)));
    }
    if (i % flushEvery === 0) writer.flush();
  }
  add(text, '/metadata', clocks, 0, encodeString({ data: '{"world":"test"}' }));
  return { sink, messages, writer };
}

/** The same, finished. */
export function driveBag(options: BagWriterOptions = {}, clocks = 60): { bytes: Buffer; messages: Seen[] } {
  const { sink, messages, writer } = writeDrive(options, clocks);
  writer.finish();
  return { bytes: sink.bytes, messages };
}

/** Everything that a bag holds. */
export async function readAll(file: string): Promise<{ scan: BagScan; messages: Seen[] }> {
  const messages: Seen[] = [];
  const scan = await scanBag(file, {
    connection:
      ({ topic }) =>
      (data, sec, nsec) => {
        messages.push([topic, sec, nsec, data.toString('hex')]);
      },
  });
  return { scan, messages };
}
