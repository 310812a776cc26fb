import { type FileHandle, open } from 'node:fs/promises';
import { Bag } from '@foxglove/rosbag';
import lz4 from '@foxglove/wasm-lz4';
import { messageOf } from '../errors';
import type { Point } from './driven-lap';

const TOPIC = '/F1ROS/odom';
const MAGIC = '#ROSBAG V2.0';

interface OdometryLike {
  readonly pose: { readonly pose: { readonly position: { readonly x: number; readonly y: number } } };
}

/** Positions of the car in the order they were recorded.
 *  @throws what `fail` makes of the reason why they cannot be had */
export async function readPositions(file: string, fail: (complaint: string) => Error): Promise<Point[]> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw fail(missing ? 'no such bag file' : `cannot be read: ${messageOf(error)}`);
  }
  try {
    const source = new OpenFile(handle, (await handle.stat()).size);
    if (!(await source.startsWith(MAGIC))) throw fail('is no rosbag (version 2.0)');
    await lz4.isLoaded;
    const bag = new Bag(source, {
      parse: true,
      decompress: { lz4: (buffer: Uint8Array, size: number) => lz4(buffer, size) },
    });
    const points = await positions(bag).catch((error: unknown) => {
      throw fail(`is truncated or damaged (${messageOf(error).split('\n')[0]}); try rosbag reindex`);
    });
    if (points.length > 0) return points;
    const topics = [...bag.connections.values()].map((connection) => connection.topic);
    throw fail(`holds no positions on ${TOPIC}; its topics are ${topics.join(', ') || 'none'}`);
  } finally {
    await handle.close();
  }
}

async function positions(bag: Bag): Promise<Point[]> {
  const points: Point[] = [];
  await bag.open();
  for await (const { message } of bag.messageIterator({ topics: [TOPIC] })) {
    const { x, y } = (message as OdometryLike).pose.pose.position;
    if (Number.isFinite(x) && Number.isFinite(y)) points.push([x, y]);
  }
  return points;
}

/** What the bag reader wants of a file; the library's own never closes it. */
class OpenFile {
  readonly #handle: FileHandle;
  readonly #size: number;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  size(): number {
    return this.#size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (!(length >= 0) || offset + length > this.#size) {
      throw new Error(`${length} bytes at ${offset} wanted, the file ends at ${this.#size}`);
    }
    const bytes = new Uint8Array(length);
    await this.#handle.read(bytes, 0, length, offset);
    return bytes;
  }

  async startsWith(text: string): Promise<boolean> {
    if (this.#size < text.length) return false;
    return Buffer.from(await this.read(0, text.length)).toString('latin1') === text;
  }
}
