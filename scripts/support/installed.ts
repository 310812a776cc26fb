import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether a program is on PATH. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, program)));
}

/** What Gazebo lacks on this machine; null where it can run. */
export function missingForGazebo(): string | null {
  const needed = ['gzserver', 'gz', ...(process.env.DISPLAY ? [] : ['xvfb-run'])];
  const absent = needed.filter((program) => !isOnPath(program));
  return absent.length === 0 ? null : `${absent.join(', ')} not found on PATH`;
}
