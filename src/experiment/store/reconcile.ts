import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { RunResult } from '../run/run-result';
import { Claims } from './claims';
import type { Database } from './database';
import { attemptParts } from './layout';
import { isAlive, readOwnerTag } from './owner';
import { readResult, removeFolder } from './run-files';
import { RunTable } from './run-table';

export interface Reconciled {
  /** Results that had folders and no rows, or all of them where every row is made again. */
  readonly entered: number;
  /** Rows whose folders were gone. */
  readonly forgotten: number;
}

/**
 * Makes the table say what the folders hold, which are the truth: a process that was killed may have published a folder
 * and not entered it, and a user may have copied folders or removed them.
 * @param runs the folder that holds them
 * @param all whether every row is made again
 */
export function reconcile(database: Database, runs: string, all: boolean): Reconciled {
  const table = new RunTable(database);
  if (isNothing(findDifferences(table, runs, all))) return { entered: 0, forgotten: 0 };
  return database.write(() => {
    // Other processes may have finished runs, or done this, meanwhile.
    const { added, gone } = findDifferences(table, runs, all);
    for (const key of gone) table.forget(key);
    for (const [folder, result] of added) table.enter(result, folder);
    return { entered: added.size, forgotten: gone.length };
  });
}

interface Differences {
  /** Results to enter, by their folders. */
  readonly added: ReadonlyMap<string, RunResult>;
  /** Keys of rows without folders. */
  readonly gone: readonly string[];
}

function isNothing({ added, gone }: Differences): boolean {
  return added.size === 0 && gone.length === 0;
}

function findDifferences(table: RunTable, runs: string, all: boolean): Differences {
  const known = table.folders();
  const names = folderNames(runs);
  const added = new Map<string, RunResult>();
  const unread = new Set<string>();
  // Of copies of a folder, one is entered.
  const keys = new Set(all ? [] : names.flatMap((name) => known.get(name) ?? []));
  for (const name of names) {
    if (!all && known.has(name)) continue;
    const result = readResult(path.join(runs, name));
    if (result === null) unread.add(name);
    if (result === null || keys.has(result.run.key)) continue;
    keys.add(result.run.key);
    added.set(name, result);
  }
  const present = new Set(names.filter((name) => !unread.has(name)));
  const gone = [...known].filter(([name]) => !present.has(name)).map(([, key]) => key);
  return { added, gone };
}

function folderNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** Removes attempts that no row claims, of processes that are gone: those of a table that was lost.
 *  @param folder of the attempts */
export function removeAbandoned(database: Database, folder: string): void {
  const names = folderNames(folder);
  if (names.length === 0) return;
  const claimed = new Set(new Claims(database, folder).all().map((claim) => claim.folder));
  for (const name of names) {
    const owner = readOwnerTag(attemptParts(name).owner);
    if (claimed.has(name) || owner === null) continue;
    if (!isAlive({ ...owner, host: '' }, Date.now(), Date.now())) removeFolder(path.join(folder, name));
  }
}
