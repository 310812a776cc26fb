import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlannedRun } from '../../../../src/experiment/run/planned-run';
import { openStore } from '../../../../src/experiment/store/open-store';
import { plannedRun, runResult } from '../../run/run-results';

/** Files of a run, each long enough to be cut off. */
export const RUN_FILES = ['a.bag', 'lap.png'];
export const contentOf = ({ key }: PlannedRun) => key.repeat(1000);

export function planOf(runs: number): PlannedRun[] {
  return Array.from({ length: runs }, (_, number) => plannedRun(String(number)));
}

/** Does what is left of so many runs. */
export function doRuns(folder: string, runs: number, onOpen: () => void = () => {}): void {
  const plan = planOf(runs);
  const keys = new Set(plan.map(({ key }) => key));
  const store = openStore(folder, { create: true });
  store.plan(plan);
  onOpen();
  for (let claimed = store.claim(keys); claimed !== null; claimed = store.claim(keys)) {
    for (const name of RUN_FILES) writeFileSync(path.join(claimed.folder, name), contentOf(claimed.run));
    store.finish(claimed, runResult(claimed.run, { attempts: claimed.attempt }));
  }
  store.close();
}
