import { renameSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, FilmError, messageOf } from '../../../errors';
import type { RawImage, Size } from '../../../image/codec';
import { makeFolder } from '../../../support/make-folder';
import { removeRest, statsOf } from '../../../support/open-file';

/** Takes the images of a film, in their order. */
export interface FilmWriter {
  /** Settles when the next image may come.
   *  @param image RGB, of the film's size; its pixels must not change any more
   *  @throws FilmError */
  write(image: RawImage): Promise<void>;
  /** After the last image: the file is complete. @throws FilmError */
  finish(): Promise<void>;
  /** Leaves nothing behind. Safe to call after `finish`, or twice. */
  abandon(): Promise<void>;
}

export interface FilmFormatOptions {
  readonly size: Size;
  /** Images a second. */
  readonly fps: number;
  /** Number of all images. */
  readonly count: number;
}

/** A file in the making: it lies beside its place, and moves there when it is complete. */
export class PartialFile {
  readonly file: string;
  /** Where it is written to. */
  readonly partial: string;

  /** @throws ConfigurationError for a place that is a folder, or where no folder can be made */
  constructor(file: string) {
    this.file = file;
    this.partial = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
    if (statsOf(file)?.isDirectory()) {
      throw new ConfigurationError(`${file}: is a folder; name a file for the film`);
    }
    try {
      makeFolder(path.dirname(path.resolve(file)));
    } catch (error) {
      throw cannotBeWritten(file, error);
    }
  }

  /** @throws FilmError */
  complete(): void {
    try {
      renameSync(this.partial, this.file);
    } catch (error) {
      this.remove();
      throw new FilmError(`${this.file}: cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  remove(): void {
    removeRest(this.partial);
  }
}

export function cannotBeWritten(file: string, error: unknown): ConfigurationError {
  return new ConfigurationError(`${file}: cannot be written: ${messageOf(error)}`, { cause: error });
}
