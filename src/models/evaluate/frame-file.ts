import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import type { Frame } from '../../types';
import type { FramePlace } from './messages';

/**
 * A temporary file with the decoded images of one round, which the processes of the models read: a thousand images
 * in memory would take a gigabyte per process. The next round overwrites it.
 */
export class FrameFile {
  readonly file: string;
  private readonly folder: string;
  private readonly handle: number;

  /** @throws ConfigurationError if the temporary folder is not writable */
  constructor() {
    try {
      this.folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-evaluate-'));
      this.file = path.join(this.folder, 'frames.raw');
      this.handle = openSync(this.file, 'w');
    } catch (error) {
      throw createError(error);
    }
  }

  /** Writes a frame. @param at offset in the file, bytes
   *  @param starts see FramePlace */
  write(frame: Frame, at: number, starts: boolean): FramePlace {
    const { width, height, step, encoding } = frame;
    const bytes = step * height;
    try {
      let written = 0;
      while (written < bytes) {
        written += writeSync(this.handle, frame.data, written, bytes - written, at + written);
      }
    } catch (error) {
      throw createError(error);
    }
    return { offset: at, bytes, width, height, step, encoding, starts };
  }

  remove(): void {
    closeSync(this.handle);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function createError(error: unknown): ConfigurationError {
  return new ConfigurationError(
    `${tmpdir()}: cannot store the decoded images of a round, up to 118 MB (${messageOf(error)}); ` +
      'set TMPDIR to a folder with enough space',
    { cause: error },
  );
}
