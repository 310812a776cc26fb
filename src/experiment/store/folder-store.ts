import path from 'node:path';
import { makeFolder } from '../../support/make-folder';
import type { PlannedRun } from '../run/planned-run';
import { runFolderName } from '../run/run-folder';
import type { RunResult } from '../run/run-result';
import type { ClaimedRun, RunCounts, RunStore } from '../run/run-store';
import { type Claim, Claims } from './claims';
import type { Database } from './database';
import { DiskReserve } from './disk-reserve';
import { attemptName, attemptParts, CLAIMED_FOLDER, RUNS_FOLDER } from './layout';
import { ownerTag, thisOwner } from './owner';
import { reconcile } from './reconcile';
import { copyInto, moveFolder, publishFolder, readResult, removeFolder, sealFolder } from './run-files';
import { RunTable } from './run-table';
import { STATE } from './schema';
import { StoredRuns } from './stored-runs';

const BEAT_MS = 20_000;

/** Runs in folders of their own, with their table in SQLite. Made by `openStore`. */
export class FolderStore extends StoredRuns implements RunStore {
  readonly #database: Database;
  readonly #table: RunTable;
  readonly #claims: Claims;
  readonly #reserve: DiskReserve;
  readonly #held = new Map<string, ClaimedRun>();
  readonly #beating: NodeJS.Timeout;

  constructor(folder: string, database: Database) {
    super(folder, database);
    this.#database = database;
    this.#table = new RunTable(database);
    this.#claims = new Claims(database, path.join(folder, RUNS_FOLDER, CLAIMED_FOLDER));
    this.#reserve = new DiskReserve(folder);
    this.#beating = setInterval(() => this.#beat(), BEAT_MS);
    this.#beating.unref();
  }

  plan(runs: readonly PlannedRun[]): number {
    return this.#database.write(() => this.#table.plan(runs));
  }

  claim(among: ReadonlySet<string>): ClaimedRun | null {
    this.#reserve.require();
    const claimed = this.#database.write(() => {
      for (const claim of this.#claims.dead()) this.#freeDead(claim);
      const next = this.#table.nextWaiting(among);
      return next === null ? null : { run: next.run, ...this.#claims.take(next) };
    });
    if (claimed === null) return null;
    this.#held.set(claimed.run.key, claimed);
    removeFolder(claimed.folder);
    makeFolder(claimed.folder);
    return claimed;
  }

  finish(claimed: ClaimedRun, result: RunResult): void {
    this.#reserve.spend(() => sealFolder(claimed.folder, result));
    this.#reserve.spend(() => this.#database.write(() => this.#publish(claimed, result)));
    this.#held.delete(claimed.run.key);
    // What another process had finished before.
    removeFolder(claimed.folder);
  }

  release(claimed: ClaimedRun): void {
    const { run, folder } = claimed;
    this.#held.delete(run.key);
    removeFolder(folder);
    this.#database.write(() => this.#claims.free(run.key, path.basename(folder), false));
  }

  counts(among: ReadonlySet<string>): RunCounts {
    const dead = new Set(this.#claims.dead().map(({ key }) => key));
    const counts = { planned: 0, running: 0, finished: 0, faults: 0 };
    for (const { key, state, outcome } of this.#table.states()) {
      if (!among.has(key)) continue;
      if (state === STATE.finished) counts.finished += 1;
      else if (state === STATE.claimed && !dead.has(key)) counts.running += 1;
      else counts.planned += 1;
      if (outcome === 'fault') counts.faults += 1;
    }
    return counts;
  }

  /** How many runs other processes drive. */
  countOthers(): number {
    const dead = new Set(this.#claims.dead().map(({ key }) => key));
    return this.#claims.all().filter(({ key }) => !dead.has(key) && !this.#held.has(key)).length;
  }

  override close(): void {
    clearInterval(this.#beating);
    try {
      for (const claimed of [...this.#held.values()]) this.release(claimed);
    } finally {
      super.close();
    }
  }

  /** Enters a run that was driven elsewhere, with copies of its files.
   *  @returns whether it is new */
  add(result: RunResult, files: readonly string[]): boolean {
    if (this.#table.isFinished(result.run.key)) return false;
    this.#reserve.require();
    const name = attemptName(runFolderName(result.run), 1, ownerTag(thisOwner()));
    const claimed = { run: result.run, folder: this.#attemptPlace(name), attempt: 1 };
    removeFolder(claimed.folder);
    makeFolder(claimed.folder);
    try {
      this.#reserve.spend(() => copyInto(claimed.folder, files));
      this.finish(claimed, result);
    } finally {
      removeFolder(claimed.folder);
    }
    return true;
  }

  /** Removes a finished run with its files. */
  remove(key: string): void {
    const name = this.#table.folderOf(key);
    if (name === null) return;
    // What is among the attempts of a process that is gone is removed by the next one.
    const away = this.#attemptPlace(attemptName(name, 0, ownerTag(thisOwner())));
    this.#database.write(() => {
      moveFolder(this.folderOf(name), away);
      this.#table.forget(key);
    });
    removeFolder(away);
  }

  /** Makes every row again from the folders.
   *  @returns how many there are */
  rebuild(): number {
    return reconcile(this.#database, path.join(this.folder, RUNS_FOLDER), true).entered;
  }

  /** Within a transaction, so that other processes see both folder and row, or neither. A process that ends between the
   *  two leaves a folder that the next one enters. */
  #publish({ run, folder }: ClaimedRun, result: RunResult): void {
    if (this.#table.isFinished(run.key)) return;
    const name = this.#freePlace(path.basename(folder), run.key);
    const published = readResult(this.folderOf(name));
    if (published === null) publishFolder(folder, this.folderOf(name));
    this.#table.enter(published ?? result, name);
  }

  /** What a process left that is gone: a folder that it had published, or nothing. */
  #freeDead({ key, folder }: Claim): void {
    const name = this.#freePlace(folder, key);
    const published = readResult(this.folderOf(name));
    if (published === null) this.#claims.free(key, folder, true);
    else this.#table.enter(published, name);
    removeFolder(this.#attemptPlace(folder));
  }

  /** Name of the folder of a finished run: where another run has its folder under the same name, with the whole key. */
  #freePlace(attempt: string, key: string): string {
    const { run } = attemptParts(attempt);
    const there = readResult(this.folderOf(run));
    return there === null || there.run.key === key ? run : `${run}-${key}`;
  }

  #attemptPlace(name: string): string {
    return path.join(this.folder, RUNS_FOLDER, CLAIMED_FOLDER, name);
  }

  #beat(): void {
    if (this.#held.size === 0) return;
    try {
      this.#claims.beat();
    } catch {
      // The next one counts as well.
    }
  }
}
