import { hostname } from 'node:os';
import { type MeasuredTimes, measureTimes } from './plan/expected-time';
import { holdsRuns } from './store/open-store';
import { readStore } from './store/read-store';

/** What the finished runs of a folder show of this machine; null where there is no such folder yet. Nothing is written there.
 *  @throws ConfigurationError, StoreError as `readStore` */
export function measuredTimesIn(folder: string): MeasuredTimes | null {
  if (!holdsRuns(folder)) return null;
  const store = readStore(folder);
  try {
    return measureTimes(store.rows(), hostname());
  } finally {
    store.close();
  }
}
