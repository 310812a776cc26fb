import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../errors';
import { makeFolder } from '../support/make-folder';
import { findOpenFolder } from '../support/open-file';

/** The folder of a run, which a user may rename or remove while the car drives. */
export class KeptFolder {
  readonly #log: { warn(line: string): void };
  #path: string;
  #descriptor: number | null;

  constructor(folder: string, log: { warn(line: string): void }) {
    this.#path = folder;
    this.#log = log;
    this.#descriptor = openFolder(folder);
  }

  /** Where it is now: renamed, made again where it was removed, or a temporary one where that cannot be. */
  find(): string {
    const before = this.#path;
    const place = this.#descriptor === null ? before : findOpenFolder(this.#descriptor, before);
    if (place === before) return before;
    if (place === null) this.#makeAgain();
    else this.#move(place, `${before} was renamed: what is still to be written goes to ${place}`);
    return this.#path;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #makeAgain(): void {
    const before = this.#path;
    try {
      makeFolder(before);
      this.#move(before, `${before} was removed: it is made again for what is still to be written`);
    } catch (error) {
      const place = mkdtempSync(path.join(tmpdir(), 'f1-brain-'));
      const why = `cannot be made again (${messageOf(error)})`;
      this.#move(place, `${before} was removed and ${why}: what is still to be written goes to ${place}`);
    }
  }

  #move(place: string, remark: string): void {
    this.close();
    this.#path = place;
    this.#descriptor = openFolder(place);
    this.#log.warn(remark);
  }
}

/** Null where folders cannot be opened (Windows). */
function openFolder(folder: string): number | null {
  try {
    return openSync(folder, 'r');
  } catch {
    return null;
  }
}
