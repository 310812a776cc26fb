import { StoreError } from '../../../src/errors';
import { DamagedError, FullError, storeErrorOf } from '../../../src/experiment/store/database';

/** An error as libsql throws it: it has names for some extended codes only. */
function sqliteError(rawCode: number): Error {
  return Object.assign(new Error('as SQLite says'), { code: `UNKNOWN_SQLITE_ERROR_${rawCode}`, rawCode });
}

describe('an error of SQLite', () => {
  it.each([
    ['a folder that is read-only', 1544, StoreError, 'runs.db: may not be written'],
    ['a disk that fails', 778, StoreError, 'runs.db: cannot be used: as SQLite says'],
    ['a full disk', 13, FullError, 'runs.db: the disk is full'],
    ['an index that is damaged', 779, DamagedError, 'runs.db: is damaged (as SQLite says)'],
  ])('tells of %s in one line', (_, code, errorClass, line) => {
    const error = storeErrorOf(sqliteError(code), 'runs.db');
    expect(error).toBeInstanceOf(errorClass);
    expect((error as Error).message).toContain(line);
  });

  it.each([
    ['a constraint', sqliteError(1555)],
    ['another program', new TypeError('x')],
  ])('is left as it is where it comes from %s', (_, error) => {
    expect(storeErrorOf(error, 'runs.db')).toBe(error);
  });
});
