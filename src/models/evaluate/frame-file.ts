import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import type { Frame } from '../../types';
import type { FramePlace } from './messages';

/**
 * The decoded pictures of one round, raw, one after the other, in a temporary file that the models' processes
 * read: a thousand of them in each process would take a gigabyte each. Written over by the next round.
 */
export class FrameFile {
  readonly file: string;
  private readonly folder: string;
  private readonly handle: number;

  /** @throws ConfigurationError where the system's temporary folder takes no files */
  constructor() {
    try {
      this.folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-evaluate-'));
      this.file = path.join(this.folder, 'frames.raw');
      this.handle = openSync(this.file, 'w');
    } catch (error) {
      throw unwritable(error);
    }
  }

  /** @param at offset in the file, bytes
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
      throw unwritable(error);
    }
    return { offset: at, bytes, width, height, step, encoding, starts };
  }

  remove(): void {
    closeSync(this.handle);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function unwritable(error: unknown): ConfigurationError {
  return new ConfigurationError(
    `${tmpdir()}: cannot hold the decoded pictures of a round, 118 MB at most (${messageOf(error)}); ` +
      'set TMPDIR to a folder that can',
    { cause: error },
  );
}
