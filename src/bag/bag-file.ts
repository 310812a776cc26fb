import { type FileHandle, open } from 'node:fs/promises';
import { BagError, messageOf } from '../errors';
import { MAGIC } from './format';

/** A bag that is open for reading. */
export interface BagFile {
  readonly handle: FileHandle;
  /** When it was opened: what a writer appends later is not looked at. */
  readonly size: number;
}

/** @throws BagError in one line for whatever is no bag of format 2.0 */
export async function openBag(file: string): Promise<BagFile> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BagError(`${file}: ${missing ? 'no such bag' : `cannot be read (${messageOf(cause)})`}`, {
      cause,
    });
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw new BagError(`${file}: is ${stat.isDirectory() ? 'a folder' : 'no file'}; name a bag in it`);
    }
    const start = Buffer.alloc(MAGIC.length);
    await handle.read(start, 0, start.length, 0);
    const complaint = complaintAbout(start.toString('latin1'), stat.size);
    if (complaint !== null) throw new BagError(`${file}: ${complaint}`);
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function complaintAbout(start: string, size: number): string | null {
  if (start === MAGIC) return null;
  if (size === 0) return 'is empty; nothing was ever recorded into it';
  if (MAGIC.startsWith(start.slice(0, size))) return `ends after ${size} bytes; nothing was recorded into it`;
  const version = /^#ROS(?:BAG|RECORD) V(\d+\.\d+)/.exec(start)?.[1];
  if (version) {
    return `is a bag of format ${version}, only 2.0 is read; "rosbag filter OLD.bag NEW.bag True" converts it`;
  }
  return `is no rosbag (it does not begin with "${MAGIC.trim()}")`;
}
