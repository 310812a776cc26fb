import { existsSync, renameSync, rmSync } from 'node:fs';
import { DamagedError, Database } from './database';

/**
 * Renames a damaged table, so that a new one can be begun. Of several processes that find it damaged, one does.
 * @param check throws DamagedError while the file is damaged
 * @returns its new place; null where another process was first
 */
export function setAside(file: string, check: () => void): string | null {
  // SQLite's lock is one that the system takes from a process that is killed.
  const lockFile = `${file}.lock`;
  const lock = new Database(lockFile);
  try {
    return lock.write(() => {
      if (isSound(check)) return null;
      const place = freeName(`${file}.damaged`);
      renameSync(file, place);
      for (const journal of ['-wal', '-shm']) rmSync(`${file}${journal}`, { force: true });
      return place;
    });
  } finally {
    lock.close();
  }
}

function isSound(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof DamagedError) return false;
    throw error;
  }
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const place = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(place)) return place;
  }
}
