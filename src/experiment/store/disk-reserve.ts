import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../errors';
import { FullError } from './database';

/** A run is not started with less: its files, and the table's journal, have to fit. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;
/** Enough for the results of those that run, when something else has filled the disk. */
const RESERVE_BYTES = 1024 * 1024;
/** With less, SQLite cannot make the files beside a table that it opens, and names no reason. */
const LEAST_TO_OPEN_BYTES = 256 * 1024;
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
    const free_bytes = this.#free_bytes();
    if (free_bytes < LEAST_FREE_BYTES) {
      throw this.#error(`only ${Math.floor(free_bytes / 1e6)} MB are free there`);
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

  /** Opens what the folder holds.
   *  @param frees whether that is to free room on the disk: the reserve is given up then, where the disk is full
   *  @throws FullError where it cannot be opened since the disk is full */
  opening<T>(open: () => T, frees: boolean): T {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof StoreError) || this.#free_bytes() >= LEAST_TO_OPEN_BYTES) throw error;
      if (frees && existsSync(this.#file)) {
        rmSync(this.#file);
        return open();
      }
      const how = frees ? '' : ", for instance with 'f1-brain runs FOLDER --prune --bags-only'";
      throw new FullError(`${this.#folder}: the disk is full; free some room first${how}`, { cause: error });
    }
  }

  #free_bytes(): number {
    const { bavail, bsize, blocks } = statfsSync(this.#folder);
    return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
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
