import { existsSync } from 'node:fs';
import { readdir, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { DatasetWriter } from './writer';

/** Description of how a dataset was made, beside its parts. */
export const ORIGIN_FILE = 'dataset.json';

/** Writers of a dataset with several parts. */
export class PartWriters {
  readonly #folder: string;
  readonly #writers: ReadonlyMap<string, DatasetWriter>;
  readonly #isNew: boolean;

  private constructor(folder: string, writers: ReadonlyMap<string, DatasetWriter>, isNew: boolean) {
    this.#folder = folder;
    this.#writers = writers;
    this.#isNew = isNew;
  }

  /** @param names of the parts; '' for the folder itself
   *  @throws ConfigurationError if the folder is not empty or cannot be written */
  static async open(folder: string, names: readonly string[]): Promise<PartWriters> {
    const isNew = !existsSync(folder);
    if (!isNew) await requireEmpty(folder);
    const writers = new Map(names.map((name) => [name, new DatasetWriter(path.join(folder, name))]));
    const parts = new PartWriters(folder, writers, isNew);
    try {
      for (const writer of writers.values()) await writer.open();
    } catch (error) {
      await parts.finish(null);
      throw error;
    }
    return parts;
  }

  get(name: string): DatasetWriter {
    return this.#writers.get(name)!;
  }

  /** Closes every part and removes parts without images.
   *  @param origin content of dataset.json; written beside parts, never among images */
  async finish(origin: object | null): Promise<void> {
    const settled = await Promise.allSettled([...this.#writers.values()].map((writer) => writer.finish()));
    const failed = settled.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    const count = [...this.#writers.values()].reduce((sum, writer) => sum + writer.count, 0);
    if (count > 0 && origin !== null && !this.#writers.has('')) {
      await writeFile(path.join(this.#folder, ORIGIN_FILE), `${JSON.stringify(origin, null, 2)}\n`);
    }
    if (count === 0 && this.#isNew && existsSync(this.#folder)) await rmdir(this.#folder);
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new ConfigurationError(`${folder}: cannot write a dataset there (${messageOf(error)})`, {
      cause: error,
    });
  });
  if (names.length > 0) {
    throw new ConfigurationError(
      `${folder}: is not empty; choose another folder for the dataset, or remove it`,
    );
  }
}
