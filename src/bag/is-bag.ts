import { closeSync, openSync, readSync, statSync } from 'node:fs';

const MAGIC = '#ROSBAG';

/** Whether a file that exists begins as a bag does. */
export function isBag(file: string): boolean {
  if (!statSync(file).isFile()) return false;
  const start = Buffer.alloc(MAGIC.length);
  const handle = openSync(file, 'r');
  readSync(handle, start);
  closeSync(handle);
  return start.toString('latin1') === MAGIC;
}
