import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { replaceBetween } from '../scripts/support/documents';
import { say } from '../scripts/support/program';
import { messageOf } from '../src/errors';
import type { StudyLap } from './drive-laps';
import type { OfflineResult } from './evaluate-models';
import type { Part } from './options';
import type { StudyFolder } from './study-folder';

/** What parts save for later runs. */
interface Saved {
  offline: OfflineResult;
  lockstep: readonly StudyLap[];
  ros: readonly StudyLap[];
}

/** Where results go: JSON into the study's folder, whole tables into the documents, the rest onto the terminal. */
export class StudyResults {
  readonly #folder: StudyFolder;
  readonly #whole: ReadonlySet<Part>;
  /** Whether a document lacks a place for its table. */
  failed = false;

  constructor(folder: StudyFolder, whole: ReadonlySet<Part>) {
    this.#folder = folder;
    this.#whole = whole;
  }

  isWhole(part: Part): boolean {
    return this.#whole.has(part);
  }

  /** Results of a whole part, which later runs read, and those of some models have files of their own. */
  save<P extends keyof Saved>(part: P, result: Saved[P]): void {
    const name = this.isWhole(part) ? `${part}.json` : `${part}-of-some.json`;
    writeFileSync(path.join(this.#folder.sub(), name), `${JSON.stringify(result, null, 2)}\n`);
  }

  /** What a whole part saved, now or in an earlier run; null: never. */
  saved<P extends keyof Saved>(part: P): Saved[P] | null {
    const file = path.join(this.#folder.sub(), `${part}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Saved[P]) : null;
  }

  /** Writes a whole table into its document; of a part of it, prints the one of docs/evaluation.md. */
  write(part: Part, file: string, name: string, text: string): void {
    if (!this.isWhole(part)) {
      if (file === 'docs/evaluation.md') process.stdout.write(`${text}\n`);
      return;
    }
    // A document that lacks one place still gets the others.
    try {
      replaceBetween(file, name, text);
    } catch (error) {
      say(messageOf(error));
      this.failed = true;
    }
  }
}
