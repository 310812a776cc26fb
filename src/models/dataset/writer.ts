import { constants, existsSync } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { ConfigurationError, messageOf } from '../../errors';
import type { Command, Frame } from '../../types';
import { COLUMNS, LABELS_FILE, labelComplaint } from './layout';
import { pixelsOf, pngOf } from './picture';

export interface DatasetWriterOptions {
  /** Pictures that are encoded at the same time. Default 4, as many as libuv has threads. */
  readonly concurrency?: number;
}

/** Decimals of the labels and timestamps: a micrometre or microsecond a second. */
const DECIMALS = 6;

/**
 * Writes labelled pictures in DeepLearningStudio's layout. At every moment the folder is a valid dataset: a
 * picture gets its name when all of it is on the disk, in the order of the numbers, and then its row.
 */
export class DatasetWriter {
  readonly folder: string;
  readonly #concurrency: number;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  readonly #busy = new Set<Promise<void>>();
  #labels: Promise<Begun> | null = null;
  /** Settles when the picture before has its row. */
  #before: Promise<void> = Promise.resolve();
  #taken = 0;
  #written = 0;
  #failure: { readonly error: unknown } | null = null;

  constructor(folder: string, options: DatasetWriterOptions = {}) {
    this.folder = path.resolve(folder);
    this.#concurrency = Math.max(1, options.concurrency ?? 4);
  }

  /** Pictures that have their row. */
  get count(): number {
    return this.#written;
  }

  /** Pictures that wait for the disk. */
  get waiting(): number {
    return this.#busy.size;
  }

  /** Whether `add` would take a picture without waiting. */
  get hasRoom(): boolean {
    return this.#busy.size < this.#concurrency;
  }

  /** Makes the folder, before anything is recorded.
   *  @throws ConfigurationError where it cannot be written or holds something already */
  async open(): Promise<void> {
    await this.#begin();
  }

  /**
   * Takes a picture. Its pixels are copied before this returns.
   * @returns a promise that settles when there is room for the next
   * @throws ConfigurationError for a picture of another size, a label out of range, or a full disk
   */
  async add(frame: Frame, command: Command, timestamp_s: number | null): Promise<void> {
    const pixels = pixelsOf(frame, this.#free.pop());
    await this.#take(command, timestamp_s, async (part) => {
      const png = await pngOf(pixels);
      this.#free.push(pixels);
      await writeFile(part, png);
    });
  }

  /** As `add`, with the bytes of a PNG file that is known to be sound. */
  async copy(file: string, command: Command, timestamp_s: number | null): Promise<void> {
    await this.#take(command, timestamp_s, (part) => copyFile(file, part, constants.COPYFILE_FICLONE));
  }

  #begin(): Promise<Begun> {
    this.#labels ??= begin(this.folder);
    return this.#labels;
  }

  async #take(
    command: Command,
    timestamp_s: number | null,
    writeTo: (part: string) => Promise<void>,
  ): Promise<void> {
    const complaint = labelComplaint({ v_mps: rounded(command.v_mps), w_radps: rounded(command.w_radps) });
    if (complaint !== null) throw new ConfigurationError(`${this.folder}: ${complaint}`);
    const committed = this.#commit(this.#taken++, writeTo, command, timestamp_s, this.#before);
    this.#before = committed;
    const settled = committed
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#busy.delete(settled);
      });
    this.#busy.add(settled);
    while (this.#busy.size >= this.#concurrency && this.#failure === null) await Promise.race(this.#busy);
    this.#throwFailure();
  }

  /** Waits for what was taken and closes the label file. A folder with nothing in it is taken away. */
  async finish(): Promise<void> {
    await Promise.all(this.#busy);
    const labels = await this.#labels?.catch(() => null);
    await labels?.file.close();
    this.#labels = null;
    if (labels && this.#written === 0) await clear(this.folder, labels.made);
    this.#throwFailure();
  }

  async #commit(
    number: number,
    writeTo: (part: string) => Promise<void>,
    { v_mps, w_radps }: Command,
    timestamp_s: number | null,
    before: Promise<void>,
  ): Promise<void> {
    const name = `${number}.png`;
    // Hidden, so that no loader takes it for a picture.
    const part = path.join(this.folder, `.${name}.part`);
    try {
      const { file } = await this.#begin();
      await writeTo(part);
      await before;
      await rename(part, path.join(this.folder, name));
      const stamp = timestamp_s === null ? '' : fixed(timestamp_s);
      await appendWhole(file, stringify([[name, fixed(v_mps), fixed(w_radps), stamp]])).catch(
        async (error: unknown) => {
          await rm(path.join(this.folder, name), { force: true });
          throw error;
        },
      );
      this.#written++;
    } catch (error) {
      await rm(part, { force: true });
      if (error instanceof ConfigurationError) throw error;
      throw new ConfigurationError(`${this.folder}: cannot write ${name} (${messageOf(error)})`, {
        cause: error,
      });
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** Half a row would be read as a wrong label, and a picture without a row as that of the next one. */
async function appendWhole(file: FileHandle, row: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(row);
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

interface Begun {
  readonly file: FileHandle;
  /** Whether the folder was not there before. */
  readonly made: boolean;
}

async function begin(folder: string): Promise<Begun> {
  try {
    const made = await makeFolder(folder);
    const there = await readdir(folder);
    if (there.length > 0) {
      const what = there.includes(LABELS_FILE) ? 'holds a dataset already' : 'is not empty';
      throw new ConfigurationError(`${folder}: ${what}; name another folder, or remove it`);
    }
    const file = await open(path.join(folder, LABELS_FILE), 'wx');
    await file.appendFile(stringify([[...COLUMNS]]));
    return { file, made };
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`${folder}: cannot write a dataset there (${messageOf(error)})`, {
      cause: error,
    });
  }
}

/** mkdir -p, step by step: Node's own recursive mkdir never returns where a parent takes no folders (/proc).
 *  @returns whether the folder was made */
async function makeFolder(folder: string): Promise<boolean> {
  if (existsSync(folder)) return false;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
  return true;
}

async function clear(folder: string, made: boolean): Promise<void> {
  await rm(path.join(folder, LABELS_FILE), { force: true });
  if (made) await rmdir(folder);
}

function fixed(value: number): string {
  return String(rounded(value));
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS)) + 0;
}
