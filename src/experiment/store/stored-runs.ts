import path from 'node:path';
import type { RunResult } from '../run/run-result';
import type { RunRow } from '../run/run-row';
import type { Database } from './database';
import { RUNS_FOLDER } from './layout';
import { queryRows, type RunQuery } from './query';
import { readResult } from './run-files';
import { RunTable } from './run-table';

/** The finished runs of a store. */
export class StoredRuns {
  /** Absolute. */
  readonly folder: string;
  readonly #database: Database;
  readonly #table: RunTable;

  constructor(folder: string, database: Database) {
    this.folder = folder;
    this.#database = database;
    this.#table = new RunTable(database);
  }

  /** How many results there are. */
  get size(): number {
    return Number(this.#database.row('SELECT count(*) FROM runs')![0]);
  }

  /** Rows of the table of results. */
  rows(query: RunQuery = {}): RunRow[] {
    return queryRows(this.#database, query);
  }

  result(key: string): RunResult | null {
    const folder = this.#table.folderOf(key);
    return folder === null ? null : readResult(this.folderOf(folder));
  }

  /** The folder of a finished run.
   *  @param name as its row has it */
  folderOf(name: string): string {
    return path.join(this.folder, RUNS_FOLDER, name);
  }

  close(): void {
    this.#database.close();
  }
}
