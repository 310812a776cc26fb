import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { count } from '../../support/count';
import { makeFolder } from '../../support/make-folder';
import { DamagedError, Database } from './database';
import { DiskReserve } from './disk-reserve';
import { FolderStore } from './folder-store';
import { CLAIMED_FOLDER, RUNS_FOLDER, TABLE_FILE } from './layout';
import { reconcile, removeAbandoned } from './reconcile';
import { prepareTables } from './schema';
import { setAside } from './set-aside';

export interface OpenStoreOptions {
  /** Whether a folder that holds no runs is made one that does. */
  readonly create: boolean;
  /** Whether it is opened to free room on the disk. Default false. */
  readonly frees?: boolean;
  /** A line where the table was made again. */
  readonly log?: { warn(line: string): void };
}

/**
 * Opens a folder of runs. Several processes may do so at once. What a process left that was killed is cleared up.
 * @throws ConfigurationError where it holds no runs, or those of a newer version; StoreError where it cannot be used
 */
export function openStore(folder: string, { create, frees = false, log }: OpenStoreOptions): FolderStore {
  const root = path.resolve(folder);
  const table = path.join(root, TABLE_FILE);
  const runs = path.join(root, RUNS_FOLDER);
  if (!create) requireRuns(folder);
  try {
    makeFolder(path.join(runs, CLAIMED_FOLDER));
  } catch (error) {
    throw new ConfigurationError(`${folder}: runs cannot be written there: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return new DiskReserve(root).opening(() => {
    const database = openTable(table, log);
    try {
      const isNew = prepareTables(database, table);
      removeAbandoned(database, path.join(runs, CLAIMED_FOLDER));
      const { entered } = reconcile(database, runs, isNew);
      if (isNew && entered > 0)
        log?.warn(`${table}: made again from the folders of ${count(entered, 'run')}`);
      return new FolderStore(root, database);
    } catch (error) {
      database.close();
      throw error;
    }
  }, frees);
}

/** Whether a folder is that of a store. */
export function holdsRuns(folder: string): boolean {
  return [TABLE_FILE, RUNS_FOLDER].some((part) => existsSync(path.join(folder, part)));
}

/** @throws ConfigurationError where a folder holds no runs */
export function requireRuns(folder: string): void {
  if (holdsRuns(folder)) return;
  throw new ConfigurationError(
    `${folder}: holds no runs (neither ${TABLE_FILE} nor ${RUNS_FOLDER}/); name the folder that an experiment wrote`,
  );
}

/** A damaged table is set aside, and a new one begun. */
function openTable(file: string, log: OpenStoreOptions['log']): Database {
  try {
    return openSound(file);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    const place = setAside(file, () => openSound(file).close());
    if (place !== null) log?.warn(`${file}: is damaged; kept as ${path.basename(place)}`);
    return openSound(file);
  }
}

/** Opens a table that is whole.
 *  @throws DamagedError */
export function openSound(file: string): Database {
  const database = new Database(file);
  try {
    const found = database.row('PRAGMA quick_check(1)')?.[0];
    if (found !== 'ok') throw new DamagedError(`${file}: is damaged (${found})`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
