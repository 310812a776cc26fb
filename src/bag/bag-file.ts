import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { BagError, messageOf } from '../errors';
import { MAGIC } from './format';

/** Enough to recognize other bag formats. */
const FIRST_LINE_BYTES = 32;

/** A bag that is open for reading. */
export interface BagFile {
  readonly handle: FileHandle;
  /** Bytes when it was opened; what a writer appends later is not read. */
  readonly size: number;
}

async function whyUnreadable(file: string, cause: unknown): Promise<string> {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return `cannot be read (${messageOf(cause)})`;
  const isLink = await lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  return isLink ? 'is a link to nothing' : 'no such bag file';
}

/** Opens a bag for reading.
 *  @throws BagError, in one line, for anything but a bag of format 2.0 */
export async function openBag(file: string): Promise<BagFile> {
  let handle: FileHandle;
  try {
    // Before opening: opening a pipe blocks until it has a writer.
    const found = await stat(file);
    if (!found.isFile()) {
      throw new BagError(
        `${file}: is ${found.isDirectory() ? 'a folder; name a bag in it' : 'not a regular file'}`,
      );
    }
    handle = await open(file, 'r');
  } catch (cause) {
    if (cause instanceof BagError) throw cause;
    throw new BagError(`${file}: ${await whyUnreadable(file, cause)}`, { cause });
  }
  try {
    const { size } = await handle.stat();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
    const reason = whyNotABag(buffer.toString('latin1', 0, bytesRead));
    if (reason !== null) throw new BagError(`${file}: ${reason}`);
    return { handle, size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function whyNotABag(start: string): string | null {
  if (start.startsWith(MAGIC)) return null;
  if (start === '') return 'is empty: nothing was recorded';
  if (MAGIC.startsWith(start)) return `ends after ${start.length} bytes: nothing was recorded`;
  const version = /^#ROS(?:BAG|RECORD) V(\d+\.\d+)/.exec(start)?.[1];
  if (version) {
    return `has bag format ${version}, but only 2.0 is supported; convert it: rosbag filter OLD.bag NEW.bag True`;
  }
  return `is not a rosbag (it does not begin with "${MAGIC.trim()}")`;
}
