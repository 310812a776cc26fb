import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { BrainError, ConfigurationError, messageOf } from '../errors';
import { makeFolder } from './make-folder';
import { removeRest, statsOf } from './open-file';

export interface PartFileOptions {
  /** Whether a file of that name may be replaced. */
  readonly replace: boolean;
}

/** A new file that has its name only when it is whole; until then it is beside it, hidden. */
export class PartFile {
  readonly file: string;
  /** Where it is until then; a program that is told to write there leaves `write` alone. */
  readonly part: string;
  readonly #replace: boolean;
  #descriptor: number;
  #position = 0;

  /** @throws ConfigurationError when it cannot be made, or is a folder */
  constructor(file: string, { replace }: PartFileOptions) {
    if (statsOf(file)?.isDirectory()) throw new ConfigurationError(`${file}: is a folder; name a file`);
    this.file = file;
    this.#replace = replace;
    const { dir, base } = path.parse(path.resolve(file));
    this.part = path.join(dir, `.${base}.${process.pid}.part`);
    try {
      makeFolder(dir);
      this.#descriptor = openSync(this.part, 'w');
    } catch (cause) {
      throw new ConfigurationError(`${file}: cannot be written: ${messageOf(cause)}`, { cause });
    }
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#position;
  }

  /** Appends. @throws BrainError, as on a full disk */
  write(bytes: Uint8Array): void {
    this.writeAt(this.#position, bytes);
    this.#position += bytes.length;
  }

  /** Writes over what there is. @throws BrainError, as on a full disk */
  writeAt(position: number, bytes: Uint8Array): void {
    this.#try(() => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
      }
    });
  }

  /** Gives the file its name. @throws BrainError where that cannot be, or another file has it by now */
  complete(): void {
    this.#try(() => {
      fsyncSync(this.#descriptor);
      this.#close();
      if (!this.#replace) claimName(this.part, this.file);
      else renameSync(this.part, this.file);
    });
  }

  /** Leaves nothing, unless it is complete. Safe to call at any time. */
  discard(): void {
    this.#close();
    removeRest(this.part);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw new BrainError(`${this.file}: was not written: ${reasonOf(cause)}`, { cause });
    }
  }

  #close(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    closeSync(descriptor);
  }
}

/** Renames a file to a name that nobody has. */
function claimName(part: string, file: string): void {
  try {
    linkSync(part, file);
  } catch (error) {
    // Some file systems, such as exFAT, have no links.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(file)) throw error;
    renameSync(part, file);
    return;
  }
  rmSync(part);
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full; free space, or name a file on another one';
  if (code === 'EEXIST') return 'another program has written a file of that name meanwhile';
  return messageOf(cause);
}
