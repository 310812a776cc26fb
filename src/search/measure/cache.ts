import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashJson } from '../../experiment/run/key';
import { makeFolder } from '../../support/make-folder';
import { version } from '../../support/version';

/** What was measured, in a folder: a file for each, by a hash of what it depends on and of the program's version. */
export class MeasurementCache {
  readonly #folder: string;
  readonly #version = version();

  /** @param folder made when something is kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where it was not measured, or its file is broken. @param of everything that it depends on */
  read<T>(kind: string, of: object): T | null {
    const file = this.#fileOf(kind, of);
    if (!existsSync(file)) return null;
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { readonly value: T }).value;
    } catch {
      return null;
    }
  }

  keep(kind: string, of: object, value: unknown): void {
    makeFolder(this.#folder);
    const file = this.#fileOf(kind, of);
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, `${JSON.stringify({ version: this.#version, of, value }, null, 2)}\n`);
    renameSync(part, file);
  }

  #fileOf(kind: string, of: object): string {
    const key = hashJson({ version: this.#version, of });
    return path.join(this.#folder, `${kind}-${key.slice(0, 32)}.json`);
  }
}
