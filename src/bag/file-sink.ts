import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { BagError, messageOf } from '../errors';

/** Where a BagWriter writes its bytes. Every method is synchronous. */
export interface BagSink {
  /** Where the next `write` begins. */
  readonly position: number;
  /** For error messages. */
  readonly name?: string;
  /** Appends. After an error the bytes from `position` on are undefined until `truncate`. */
  write(bytes: Uint8Array): void;
  /** Overwrites bytes. */
  writeAt(position: number, bytes: Uint8Array): void;
  truncate(length: number): void;
  close(): void;
}

/** A bag as a file. */
export class FileSink implements BagSink {
  #file: string;
  #descriptor: number;
  #position = 0;

  /** @param flags wx for a file that must not exist yet
   *  @throws BagError when the file cannot be created */
  constructor(file: string, flags: 'w' | 'wx' = 'w') {
    this.#file = file;
    try {
      this.#descriptor = openSync(file, flags);
    } catch (cause) {
      throw new BagError(`${file}: the bag cannot be created (${messageOf(cause)})`, { cause });
    }
  }

  get name(): string {
    return this.#file;
  }

  get position(): number {
    return this.#position;
  }

  write(bytes: Uint8Array): void {
    this.writeAt(this.#position, bytes);
    this.#position += bytes.length;
  }

  writeAt(position: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, position + done);
    }
  }

  /** The open file, and where it was made or moved to. */
  get place(): { readonly file: string; readonly descriptor: number } {
    return { file: this.#file, descriptor: this.#descriptor };
  }

  /** The file is elsewhere, or is another one with the same content. */
  moveTo({ file, descriptor }: FileSink['place']): void {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  truncate(length: number): void {
    ftruncateSync(this.#descriptor, length);
    this.#position = length;
  }

  close(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    closeSync(descriptor);
  }
}
