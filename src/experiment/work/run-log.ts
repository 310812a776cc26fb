import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { escapeControls } from '../../errors';

/** In the folder of a run. */
export const LOG_FILE = 'run.log';
/** Beside it, of a run in Gazebo: what roslaunch and its nodes write. */
export const GAZEBO_LOG_FILE = 'gazebo.log';
/** What every attempt at a run appends to. */
export const LOG_FILES: readonly string[] = [LOG_FILE, GAZEBO_LOG_FILE];

/** Appends lines to the log of a run. A disk that is full costs the lines, not the run. */
export class RunLog {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, LOG_FILE);
  }

  write(level: string, message: string): void {
    try {
      appendFileSync(this.#file, `${new Date().toISOString()} ${level}: ${escapeControls(message)}\n`);
    } catch {
      // The result is what counts.
    }
  }

  /** What the process of the run has written itself. */
  raw(text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') this.write('output', line);
  }
}
