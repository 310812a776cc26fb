import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf, StoreError } from '../../errors';
import { DamagedError, type Database } from './database';
import { RUNS_FOLDER, TABLE_FILE } from './layout';
import { openSound, requireRuns } from './open-store';
import { reconcile } from './reconcile';
import { prepareTables } from './schema';
import { StoredRuns } from './stored-runs';

/** SQLite keeps the newest pages in the second one. */
const PARTS = ['', '-wal'] as const;
const MOST_COPIES = 10;

/**
 * Opens a folder of runs to be read, and writes nothing there: it may be one that may not be written, or that other processes
 * work on. The table is a copy that is made to say what the folders hold.
 * @param log says where the table is of no use, and all of the folders are read
 * @throws ConfigurationError where it holds no runs, or those of a newer version; StoreError where it cannot be read
 */
export function readStore(folder: string, log?: { warn(line: string): void }): StoredRuns {
  requireRuns(folder);
  const root = path.resolve(folder);
  const table = path.join(root, TABLE_FILE);
  const { database, fault } = openCopy(table);
  try {
    const isNew = prepareTables(database, table);
    const { entered } = reconcile(database, path.join(root, RUNS_FOLDER), isNew);
    if (isNew && entered > 0) {
      log?.warn(
        `${table}: ${fault ?? 'lacks columns'}; the folders of the runs are read instead, each time: ` +
          "'f1-brain runs --rebuild' makes it again from them",
      );
    }
    return new StoredRuns(root, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A copy of a table that no folder shows, and that is gone with this process.
 *  @returns an empty one where the table is missing or damaged, and says so */
function openCopy(table: string): { readonly database: Database; readonly fault: string | null } {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-table-'));
  try {
    const copy = path.join(folder, TABLE_FILE);
    copyTable(table, copy);
    const fault = existsSync(copy) ? null : 'is missing';
    return { database: openHidden(copy), fault };
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    return { database: openHidden(path.join(folder, 'new.db')), fault: 'is damaged' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Once it is open, its file may be removed: it has no journal that would be looked for. */
function openHidden(file: string): Database {
  const database = openSound(file);
  database.exec('PRAGMA synchronous=OFF');
  database.rows('PRAGMA journal_mode=OFF');
  return database;
}

/** Copies a table of which other processes may write meanwhile: until nobody did. */
function copyTable(table: string, copy: string): void {
  for (let copies = 0; copies < MOST_COPIES; copies++) {
    const before = PARTS.map((part) => stampOf(`${table}${part}`));
    for (const part of PARTS) copyIfThere(`${table}${part}`, `${copy}${part}`);
    if (PARTS.every((part, i) => stampOf(`${table}${part}`) === before[i])) return;
  }
}

function copyIfThere(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    // A copy has the permissions of the original.
    chmodSync(to, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new StoreError(`${from}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function stampOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.size} ${stat.mtimeMs} ${stat.ino}`;
}
