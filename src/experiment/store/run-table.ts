import type { PlannedRun } from '../run/planned-run';
import { runFolderName } from '../run/run-folder';
import type { RunResult } from '../run/run-result';
import { RUN_COLUMNS, type RunRow, rowOf } from '../run/run-row';
import type { Database, SqlValue } from './database';
import { STATE } from './schema';

const NAMES = RUN_COLUMNS.map(({ name }) => `"${name}"`).join(', ');
const PLACES = RUN_COLUMNS.map(() => '?').join(', ');

const UNFINISHED = 'SELECT run FROM plan WHERE key = ? AND state <> ?';

/** A run of the plan. */
export interface PlanEntry {
  readonly key: string;
  readonly folder: string;
  readonly run: PlannedRun;
  readonly attempts: number;
}

/** The rows of plan and results. Every method that writes belongs into a transaction. */
export class RunTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is not finished is driven as it is planned now, also once its process is gone: its files may lie elsewhere than when
   *  it was planned first. It stays a run of the experiment that planned it first, as one that is finished does.
   *  @returns how many are new */
  plan(runs: readonly PlannedRun[]): number {
    let position = Number(this.#database.row('SELECT coalesce(max(position), 0) FROM plan')![0]);
    let added = 0;
    for (const run of runs) {
      position += 1;
      const planned = JSON.stringify(run);
      const isNew = this.#database.run(
        'INSERT INTO plan (key, position, folder, run, state, attempts) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (key) DO NOTHING',
        run.key,
        position,
        runFolderName(run),
        planned,
        STATE.waiting,
      );
      added += isNew;
      if (isNew > 0) continue;
      const [before] = this.#database.row(UNFINISHED, run.key, STATE.finished) ?? [];
      if (typeof before !== 'string' || before === planned) continue;
      const { experiment } = JSON.parse(before) as PlannedRun;
      const again = JSON.stringify({ ...run, experiment });
      if (again !== before) this.#database.run('UPDATE plan SET run = ? WHERE key = ?', again, run.key);
    }
    return added;
  }

  /** Enters a result; one of the same key is replaced. */
  enter(result: RunResult, folder: string): void {
    const { key } = result.run;
    const row: RunRow = { ...rowOf(result), folder };
    this.#database.run(
      `INSERT OR REPLACE INTO runs (${NAMES}) VALUES (${PLACES})`,
      ...RUN_COLUMNS.map(({ name }) => toSql(row[name] ?? null)),
    );
    this.#database.run(
      `INSERT INTO plan (key, position, folder, run, state, attempts)
       VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM plan), ?, NULL, ?, ?)
       ON CONFLICT (key) DO UPDATE SET run = NULL, state = excluded.state, folder = excluded.folder`,
      key,
      folder,
      STATE.finished,
      result.attempts,
    );
    this.#database.run('DELETE FROM claims WHERE key = ?', key);
  }

  /** Forgets a result. The run will be done again where its plan is known, or is planned again. */
  forget(key: string): void {
    this.#database.run('DELETE FROM runs WHERE key = ?', key);
    this.#database.run('DELETE FROM plan WHERE key = ? AND state = ?', key, STATE.finished);
  }

  /** The next run of the plan that waits. */
  nextWaiting(among: ReadonlySet<string>): PlanEntry | null {
    const columns = 'SELECT key, folder, run, attempts, position FROM plan WHERE state = ?';
    const [only] = among;
    // As who collects results asks: no run before it is looked at.
    if (among.size === 1) {
      const row = this.#database.row(`${columns} AND key = ?`, STATE.waiting, only ?? '');
      return row === null ? null : entryOf(row);
    }
    const sql = `${columns} AND position > ? ORDER BY position LIMIT 100`;
    for (let after = 0; ; ) {
      const rows = this.#database.rows(sql, STATE.waiting, after);
      const found = rows.find(([key]) => among.has(String(key)));
      if (found !== undefined) return entryOf(found);
      if (rows.length === 0) return null;
      after = Number(rows.at(-1)![4]);
    }
  }

  isFinished(key: string): boolean {
    return this.#database.row('SELECT state FROM plan WHERE key = ?', key)?.[0] === STATE.finished;
  }

  /** Key by folder of every result. */
  folders(): Map<string, string> {
    const rows = this.#database.rows('SELECT folder, key FROM runs');
    return new Map(rows.map(([folder, key]) => [String(folder), String(key)]));
  }

  folderOf(key: string): string | null {
    const folder = this.#database.row('SELECT folder FROM runs WHERE key = ?', key)?.[0];
    return typeof folder === 'string' ? folder : null;
  }

  /** Key, state, and outcome where there is one, of every run of the plan. */
  states(): { readonly key: string; readonly state: number; readonly outcome: string | null }[] {
    return this.#database
      .rows('SELECT plan.key, plan.state, runs.outcome FROM plan LEFT JOIN runs ON runs.key = plan.key')
      .map(([key, state, outcome]) => ({
        key: String(key),
        state: Number(state),
        outcome: outcome === null || outcome === undefined ? null : String(outcome),
      }));
  }
}

function entryOf([key, folder, run, attempts]: readonly SqlValue[]): PlanEntry {
  return {
    key: String(key),
    folder: String(folder),
    run: JSON.parse(String(run)) as PlannedRun,
    attempts: Number(attempts),
  };
}

function toSql(cell: RunRow[string]): SqlValue {
  return typeof cell === 'boolean' ? Number(cell) : cell;
}
