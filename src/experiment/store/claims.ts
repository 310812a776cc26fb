import path from 'node:path';
import type { Database } from './database';
import { attemptName } from './layout';
import { isAlive, type Owner, ownerTag, thisOwner } from './owner';
import type { PlanEntry } from './run-table';
import { STATE } from './schema';

/** A claim as its row has it. */
export interface Claim {
  readonly key: string;
  /** Where the attempt writes. */
  readonly folder: string;
  readonly owner: Owner;
  readonly beat_ms: number;
}

/** Which process does which run. Every method that writes belongs into a transaction. */
export class Claims {
  readonly #database: Database;
  /** Folder of the attempts. */
  readonly #folder: string;
  readonly #owner = thisOwner();

  constructor(database: Database, folder: string) {
    this.#database = database;
    this.#folder = folder;
  }

  /** Takes a waiting run for this process.
   *  @returns the attempt's number and folder */
  take({ key, folder, attempts }: PlanEntry): { readonly attempt: number; readonly folder: string } {
    const attempt = attempts + 1;
    const name = attemptName(folder, attempt, ownerTag(this.#owner));
    const { host, system, pid, started } = this.#owner;
    this.#database.run(
      'INSERT INTO claims (key, folder, host, system, pid, started, beat_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[key, name, host, system, pid, started, Date.now()],
    );
    this.#database.run('UPDATE plan SET state = ?, attempts = ? WHERE key = ?', STATE.claimed, attempt, key);
    return { attempt, folder: path.join(this.#folder, name) };
  }

  /** Gives a run back, so that it waits again. One that this process has lost meanwhile stays as it is.
   *  @param counts whether the attempt counts */
  free(key: string, name: string, counts: boolean): void {
    if (this.#database.run('DELETE FROM claims WHERE key = ? AND folder = ?', key, name) === 0) return;
    this.#database.run(
      'UPDATE plan SET state = ?, attempts = attempts - ? WHERE key = ? AND state = ?',
      ...[STATE.waiting, counts ? 0 : 1, key, STATE.claimed],
    );
  }

  all(): Claim[] {
    return this.#database
      .rows('SELECT key, folder, host, system, pid, started, beat_ms FROM claims')
      .map(([key, folder, host, system, pid, started, beat_ms]) => ({
        key: String(key),
        folder: String(folder),
        owner: {
          host: String(host),
          system: String(system),
          pid: Number(pid),
          started: started === null || started === undefined ? null : String(started),
        },
        beat_ms: Number(beat_ms),
      }));
  }

  /** Those whose processes are gone. */
  dead(): Claim[] {
    return this.all().filter(({ owner, beat_ms }) => !isAlive(owner, beat_ms, Date.now()));
  }

  /** A sign of life of this process, for others that cannot look it up. */
  beat(): void {
    const { system, pid } = this.#owner;
    this.#database.run('UPDATE claims SET beat_ms = ? WHERE system = ? AND pid = ?', Date.now(), system, pid);
  }
}
