import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { type MeasuredTimes, measureTimes } from './plan/expected-time';
import { RUNS_FOLDER, TABLE_FILE } from './store/layout';
import { openStore } from './store/open-store';

/** What the finished runs of a folder show of this machine; null where there is no such folder yet.
 *  @param log says where a damaged table was made again
 *  @throws ConfigurationError, StoreError as `openStore` */
export function measuredTimesIn(folder: string, log: { warn(line: string): void }): MeasuredTimes | null {
  if (![TABLE_FILE, RUNS_FOLDER].some((part) => existsSync(path.join(folder, part)))) return null;
  const store = openStore(folder, { create: false, log });
  try {
    return measureTimes(store.rows(), hostname());
  } finally {
    store.close();
  }
}
