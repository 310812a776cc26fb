import { type FileHandle, open, stat } from 'node:fs/promises';
import { BagError, messageOf } from '../errors';
import { MAGIC } from './format';

/** Enough to tell what a file is that is no bag. */
const FIRST_LINE_BYTES = 32;

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
    // Before it is opened: opening a pipe waits until somebody writes into it.
    const found = await stat(file);
    if (!found.isFile()) {
      throw new BagError(
        `${file}: is ${found.isDirectory() ? 'a folder; name a bag in it' : 'no regular file'}`,
      );
    }
    handle = await open(file, 'r');
  } catch (cause) {
    if (cause instanceof BagError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BagError(`${file}: ${missing ? 'no such bag file' : `cannot be read (${messageOf(cause)})`}`, {
      cause,
    });
  }
  try {
    const { size } = await handle.stat();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
    const complaint = complaintAbout(buffer.toString('latin1', 0, bytesRead));
    if (complaint !== null) throw new BagError(`${file}: ${complaint}`);
    return { handle, size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function complaintAbout(start: string): string | null {
  if (start.startsWith(MAGIC)) return null;
  if (start === '') return 'is empty; nothing was ever recorded into it';
  if (MAGIC.startsWith(start)) return `ends after ${start.length} bytes; nothing was recorded into it`;
  const version = /^#ROS(?:BAG|RECORD) V(\d+\.\d+)/.exec(start)?.[1];
  if (version) {
    return `is a bag of format ${version}, only 2.0 is read; "rosbag filter OLD.bag NEW.bag True" converts it`;
  }
  return `is no rosbag (it does not begin with "${MAGIC.trim()}")`;
}
