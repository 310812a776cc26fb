import Libsql from 'libsql';
import { messageOf, StoreError } from '../../errors';

export type SqlValue = string | number | null;
type Statement = ReturnType<InstanceType<typeof Libsql>['prepare']>;

/** Longest wait for another process that writes; it holds the file for milliseconds. */
const BUSY_MS = 30_000;

/** SQLite file, used synchronously. Booleans are 0 and 1: libsql ends the process for others. */
export class Database {
  readonly #statements = new Map<string, Statement>();
  readonly #libsql: InstanceType<typeof Libsql>;
  readonly #file: string;

  /** @throws StoreError where it cannot be opened; DamagedError where it is no database */
  constructor(file: string) {
    this.#file = file;
    try {
      this.#libsql = new Libsql(file);
    } catch (error) {
      throw new StoreError(`${file}: cannot be opened: ${messageOf(error)}`, { cause: error });
    }
    this.exec(`PRAGMA busy_timeout=${BUSY_MS}`);
    // Where the file system cannot share memory between processes, the journal stays as it is.
    this.#attempt(() => this.#libsql.prepare('PRAGMA journal_mode=WAL').all());
    this.exec('PRAGMA synchronous=FULL');
  }

  /** Rows as arrays, in the order of the columns of the statement. */
  rows(sql: string, ...values: SqlValue[]): SqlValue[][] {
    return this.#attempt(() => this.#prepare(sql).raw().all(values) as SqlValue[][]);
  }

  /** The first row; null where there is none. */
  row(sql: string, ...values: SqlValue[]): SqlValue[] | null {
    return this.rows(sql, ...values)[0] ?? null;
  }

  /** @returns how many rows it changed */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#attempt(() => this.#prepare(sql).run(values).changes);
  }

  exec(sql: string): void {
    this.#attempt(() => this.#libsql.exec(sql));
  }

  /** Does all of it, or nothing, while no other process writes. */
  write<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#libsql.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    // The file alone is the table then, for who copies it.
    if (this.#libsql.open) this.#quietly(() => this.rows('PRAGMA wal_checkpoint(TRUNCATE)'));
    this.#statements.clear();
    this.#libsql.close();
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#libsql.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  #quietly(work: () => void): void {
    try {
      work();
    } catch {
      // Another process reads; the next one to close does it.
    }
  }
}

/** The file is no database, or a damaged one. */
export class DamagedError extends StoreError {}

/** The disk has no room for what has to be written. */
export class FullError extends StoreError {}

/** Primary result codes of SQLite. */
const DAMAGED = new Set([11, 26]);
const FULL = 13;
const READ_ONLY = 8;
/** PERM, BUSY, LOCKED, IOERR and CANTOPEN. */
const UNUSABLE = new Set([3, 5, 6, 10, 14]);

/** @returns what an error of libsql means for who uses the file; any other error as it is */
export function storeErrorOf(error: unknown, file: string): unknown {
  const { rawCode } = error as { readonly rawCode?: unknown };
  if (typeof rawCode !== 'number') return error;
  // The upper bytes of an extended code say more, for which libsql has no names: a read-only folder is 1544.
  const code = rawCode & 0xff;
  if (DAMAGED.has(code)) {
    return new DamagedError(
      `${file}: is damaged (${messageOf(error)}); make it again from the folders of the runs with 'f1-brain runs --rebuild'`,
      { cause: error },
    );
  }
  if (code === FULL) return new FullError(`${file}: the disk is full`, { cause: error });
  if (code === READ_ONLY) {
    return new StoreError(
      `${file}: may not be written, as opening it needs: copy its folder to where you may write`,
      {
        cause: error,
      },
    );
  }
  if (UNUSABLE.has(code)) {
    return new StoreError(`${file}: cannot be used: ${messageOf(error)}`, { cause: error });
  }
  return error;
}
