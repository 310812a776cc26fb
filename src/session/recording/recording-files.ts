import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { FileSink } from '../../bag/file-sink';
import { type FilePlace, findOpenFile, statsOf } from '../../support/open-file';
import type { TextSink } from './bag-keeper';
import type { FilePaths, RecordingThreadStart } from './channels';

/** The files of one recording, wherever they are: a user may rename or remove their folder meanwhile. */
export class RecordingFiles {
  readonly bag: FileSink;
  readonly table: TableFile | null;
  #metrics: string | null;

  /** Leaves no bag behind where it or its table cannot be made.
   *  @throws BagError, or the system's error of the table */
  constructor({ file, table, metrics }: Pick<RecordingThreadStart, 'file' | 'table' | 'metrics'>) {
    this.#metrics = metrics;
    this.bag = new FileSink(file, 'wx');
    try {
      this.table = table === null ? null : new TableFile(table);
    } catch (error) {
      this.bag.close();
      rmSync(file, { force: true });
      throw error;
    }
  }

  get paths(): FilePaths {
    return { file: this.bag.name, table: this.table?.name ?? null, metrics: this.#metrics };
  }

  /** Finds the files again; those that were removed are written again.
   *  @returns whether anything is in another place than before
   *  @throws the system's error where they cannot be written */
  find(): boolean {
    const before = this.bag.name;
    const isMoved = [this.bag, this.table].map((one) => one !== null && isFoundElsewhere(one)).includes(true);
    if (this.#metrics !== null && this.bag.name !== before) {
      const { name } = path.parse(this.bag.name);
      this.#metrics = path.join(path.dirname(this.bag.name), `${name}.json`);
    }
    return isMoved;
  }
}

/** The table of decisions. */
class TableFile implements TextSink {
  #file: string;
  #descriptor: number;
  #position = 0;

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, isDevice(file) ? 'w' : 'wx');
  }

  get name(): string {
    return this.#file;
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#position + done);
    }
    this.#position += bytes.length;
  }

  get place(): FilePlace {
    return { file: this.#file, descriptor: this.#descriptor };
  }

  moveTo({ file, descriptor }: FilePlace): void {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function isDevice(file: string): boolean {
  return statsOf(file)?.isCharacterDevice() === true;
}

function isFoundElsewhere(one: FileSink | TableFile): boolean {
  const before = one.place;
  const now = findOpenFile(before.descriptor, before.file);
  one.moveTo(now);
  return now.file !== before.file || now.descriptor !== before.descriptor;
}
