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
import { copyPixels, encodePixels } from './image-file';
import { COLUMNS, explainInvalidLabel, LABELS_FILE } from './layout';

export interface DatasetWriterOptions {
  /** Images encoded concurrently. Default 4, the number of libuv threads. */
  readonly concurrency?: number;
}

/** Decimals of labels and timestamps. */
const DECIMALS = 6;

/**
 * Writes labelled images in DeepLearningStudio's layout. The folder is a valid dataset at any time: an image is
 * written completely, then renamed in numeric order, and then gets its row.
 */
export class DatasetWriter {
  readonly folder: string;
  readonly #concurrency: number;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  readonly #busy = new Set<Promise<void>>();
  #labels: Promise<OpenDataset> | null = null;
  /** Settles when the previous image has its row. */
  #before: Promise<void> = Promise.resolve();
  #taken = 0;
  #written = 0;
  #failure: { readonly error: unknown } | null = null;

  constructor(folder: string, options: DatasetWriterOptions = {}) {
    this.folder = path.resolve(folder);
    this.#concurrency = Math.max(1, options.concurrency ?? 4);
  }

  /** Images written with their row. */
  get count(): number {
    return this.#written;
  }

  /** Images waiting to be written. */
  get waiting(): number {
    return this.#busy.size;
  }

  /** Whether `add` would accept an image without waiting. */
  get hasRoom(): boolean {
    return this.#busy.size < this.#concurrency;
  }

  /** Creates the folder before anything is recorded.
   *  @throws ConfigurationError if it cannot be written or is not empty */
  async open(): Promise<void> {
    await this.#begin();
  }

  /**
   * Adds an image. Its pixels are copied before this returns.
   * @returns a promise that settles when there is room for the next image
   * @throws ConfigurationError for an image of the wrong size, a label out of range, or a full disk
   */
  async add(frame: Frame, command: Command, timestamp_s: number | null): Promise<void> {
    const pixels = copyPixels(frame, this.#free.pop());
    await this.#take(command, timestamp_s, async (part) => {
      const png = await encodePixels(pixels);
      this.#free.push(pixels);
      await writeFile(part, png);
    });
  }

  /** Like `add`, but copies a PNG file that is known to be valid. */
  async copy(file: string, command: Command, timestamp_s: number | null): Promise<void> {
    await this.#take(command, timestamp_s, (part) => copyFile(file, part, constants.COPYFILE_FICLONE));
  }

  #begin(): Promise<OpenDataset> {
    this.#labels ??= createFolder(this.folder);
    return this.#labels;
  }

  async #take(
    command: Command,
    timestamp_s: number | null,
    writeTo: (part: string) => Promise<void>,
  ): Promise<void> {
    const problem = explainInvalidLabel({
      v_mps: rounded(command.v_mps),
      w_radps: rounded(command.w_radps),
    });
    if (problem !== null) throw new ConfigurationError(`${this.folder}: ${problem}`);
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

  /** Waits for pending images and closes the label file. An empty folder is removed. */
  async finish(): Promise<void> {
    await Promise.all(this.#busy);
    const labels = await this.#labels?.catch(() => null);
    await labels?.file.close();
    this.#labels = null;
    if (labels && this.#written === 0) await removeEmpty(this.folder, labels.made);
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
    // Hidden, so that no loader treats it as an image.
    const part = path.join(this.folder, `.${name}.part`);
    try {
      const { file } = await this.#begin();
      await writeTo(part);
      await before;
      await rename(part, path.join(this.folder, name));
      const stamp = timestamp_s === null ? '' : formatDecimal(timestamp_s);
      await appendRow(file, stringify([[name, formatDecimal(v_mps), formatDecimal(w_radps), stamp]])).catch(
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

/** Appends a row completely or not at all: half a row would be a wrong label, and an image without a row would get
 *  the label of the next one. */
async function appendRow(file: FileHandle, row: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(row);
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

interface OpenDataset {
  readonly file: FileHandle;
  /** Whether the folder was created. */
  readonly made: boolean;
}

async function createFolder(folder: string): Promise<OpenDataset> {
  try {
    const made = await makeFolder(folder);
    const there = await readdir(folder);
    if (there.length > 0) {
      const what = there.includes(LABELS_FILE) ? 'already contains a dataset' : 'is not empty';
      throw new ConfigurationError(`${folder}: ${what}; choose another folder, or remove it`);
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

/** mkdir -p step by step, because Node's recursive mkdir never returns if a parent accepts no folders (/proc).
 *  @returns whether the folder was created */
async function makeFolder(folder: string): Promise<boolean> {
  if (existsSync(folder)) return false;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
  return true;
}

async function removeEmpty(folder: string, made: boolean): Promise<void> {
  await rm(path.join(folder, LABELS_FILE), { force: true });
  if (made) await rmdir(folder);
}

function formatDecimal(value: number): string {
  return String(rounded(value));
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS)) + 0;
}
