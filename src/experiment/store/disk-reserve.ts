import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FullError } from './database';

/** A run is not started with less: its files, and the table's journal, have to fit. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;
/** Enough for the results of those that run, when something else has filled the disk. */
const RESERVE_BYTES = 1024 * 1024;
const RESERVE_FILE = '.reserve';
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Room on the disk that lets results be written when it is full. */
export class DiskReserve {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = path.join(folder, RESERVE_FILE);
  }

  /** @throws FullError where there is no room for another run */
  require(): void {
    const { bavail, bsize, blocks } = statfsSync(this.#folder);
    if (blocks > 0 && bavail * bsize < LEAST_FREE_BYTES) {
      throw this.#error(`only ${Math.floor((bavail * bsize) / 1e6)} MB are free there`);
    }
    if (!existsSync(this.#file)) this.#fill();
  }

  /** Does what writes a result, with the reserve where the disk is full.
   *  @throws FullError where that is not enough */
  spend(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!isFull(error)) throw error;
      rmSync(this.#file, { force: true });
      try {
        write();
      } catch (again) {
        throw isFull(again) ? this.#error('the disk is full') : again;
      }
    }
  }

  #fill(): void {
    try {
      writeFileSync(this.#file, Buffer.alloc(RESERVE_BYTES));
    } catch {
      rmSync(this.#file, { force: true });
    }
  }

  #error(why: string): FullError {
    return new FullError(
      `${this.#folder}: ${why}; no further run is started, and what was measured is kept; ` +
        'free disk space and run the same command again with --resume',
    );
  }
}

function isFull(error: unknown): boolean {
  return error instanceof FullError || FULL.has((error as NodeJS.ErrnoException).code ?? '');
}
