import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Redis } from 'ioredis';
import { QueueError } from '../../errors';
import { blobKey } from './queue-names';

const PIECE_BYTES = 512 * 1024;
/** What nobody has fetched by then is deleted. */
const KEPT_S = 7 * 24 * 3600;

/** Files in Redis, each as a list of pieces, so that neither side holds a whole bag in memory. */
export class Blobs {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async has(name: string): Promise<boolean> {
    return (await this.#redis.exists(blobKey(name))) === 1;
  }

  /** Uploads a file, in place of what has that name.
   *  @returns its size and SHA-256 */
  async put(name: string, file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const key = blobKey(name);
    // Renamed at the end: nobody sees half of it.
    const unfinished = `${key}:unfinished`;
    const hash = createHash('sha256');
    let bytes = 0;
    await this.#redis.del(unfinished);
    for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
      await this.#redis.rpush(unfinished, piece as Buffer);
    }
    // A list cannot be empty.
    if (bytes === 0) await this.#redis.rpush(unfinished, '');
    await this.#redis.expire(unfinished, KEPT_S);
    await this.#redis.rename(unfinished, key);
    return { bytes, sha256: hash.digest('hex') };
  }

  /** Downloads to a file.
   *  @throws QueueError where it is gone, or not what was uploaded */
  async get(name: string, file: string, sha256: string): Promise<void> {
    const hash = createHash('sha256');
    // Renamed at the end: two runs may fetch the same file at once.
    const unfinished = `${file}.${randomUUID()}`;
    const stream = createWriteStream(unfinished, { flags: 'wx' });
    let pieces = 0;
    for (; ; pieces++) {
      const piece = await this.#redis.lindexBuffer(blobKey(name), pieces);
      if (piece === null) break;
      hash.update(piece);
      if (!stream.write(piece)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    const complaint =
      pieces === 0
        ? 'Redis no longer has it'
        : hash.digest('hex') === sha256
          ? null
          : 'Redis has other content than its SHA-256 says';
    if (complaint === null) return renameSync(unfinished, file);
    rmSync(unfinished);
    throw new QueueError(`${file}: ${complaint} (blob ${name})`);
  }

  async remove(names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.#redis.del(...names.map(blobKey));
  }
}
