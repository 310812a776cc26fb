import { ConfigurationError } from '../../errors';
import { RUN_COLUMNS } from '../run/run-row';
import type { Database } from './database';

/** Raise it where older versions of the program would misread the tables. New columns alone need no new number. */
const SCHEMA_VERSION = 1;

const TYPES = { text: 'TEXT', integer: 'INTEGER', real: 'REAL', boolean: 'INTEGER' } as const;

/** Of a run in the plan. */
export const STATE = { waiting: 0, claimed: 1, finished: 2 } as const;

const TABLES = `
  CREATE TABLE IF NOT EXISTS plan (
    key TEXT PRIMARY KEY, position INTEGER NOT NULL, folder TEXT NOT NULL,
    run TEXT, state INTEGER NOT NULL, attempts INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS plan_by_state ON plan (state, position);
  CREATE TABLE IF NOT EXISTS claims (
    key TEXT PRIMARY KEY, folder TEXT NOT NULL, host TEXT NOT NULL, system TEXT NOT NULL, pid INTEGER NOT NULL,
    started TEXT, beat_ms INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS runs (key TEXT PRIMARY KEY);
`;

/**
 * Makes the tables, or those columns that this version of the program has in addition.
 * @returns whether the rows have to be made again, since they lack columns
 * @throws ConfigurationError where a newer version of the program wrote the file
 */
export function prepareTables(database: Database, file: string): boolean {
  requireKnownVersion(database, file);
  if (isComplete(database)) return false;
  return database.write(() => {
    // Another process may have been first.
    requireKnownVersion(database, file);
    if (isComplete(database)) return false;
    database.exec(TABLES);
    const present = columnsOf(database);
    for (const { name, type } of RUN_COLUMNS) {
      if (!present.has(name)) database.exec(`ALTER TABLE runs ADD COLUMN "${name}" ${TYPES[type]}`);
    }
    database.exec(`PRAGMA user_version=${SCHEMA_VERSION}`);
    return true;
  });
}

function isComplete(database: Database): boolean {
  if (versionOf(database) !== SCHEMA_VERSION) return false;
  const present = columnsOf(database);
  return RUN_COLUMNS.every(({ name }) => present.has(name));
}

function requireKnownVersion(database: Database, file: string): void {
  const version = versionOf(database);
  if (version <= SCHEMA_VERSION) return;
  throw new ConfigurationError(
    `${file}: was written by a newer version of f1-brain (table version ${version}, this one reads up to ` +
      `${SCHEMA_VERSION}); update f1-brain, or write into another folder`,
  );
}

function versionOf(database: Database): number {
  return Number(database.row('PRAGMA user_version')?.[0] ?? 0);
}

function columnsOf(database: Database): Set<string> {
  return new Set(database.rows('PRAGMA table_info(runs)').map(([, name]) => String(name)));
}
