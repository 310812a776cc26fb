import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/experiment/store/open-store';
import { plannedRun, runResult } from '../run/run-results';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-full-'));
const isMounted = mount();
afterAll(() => {
  // libsql lets go of a closed file only when its statements are collected.
  if (isMounted) execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
});

/** A disk of 48 MB, where the tests may make one. */
function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Fills the disk to the last block. */
function fill(): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path.join(folder, 'other'), Buffer.alloc(bavail * bsize));
  expect(statfsSync(folder).bavail).toBe(0);
}

(isMounted ? it : it.skip)('keeps what was measured when the disk is full, and starts no further run', () => {
  const runs = ['a', 'b', 'c', 'd'].map((name) => plannedRun(name));
  const keys = new Set(runs.map(({ key }) => key));
  const store = openStore(folder, { create: true });
  store.plan(runs);
  const claimed = [store.claim(keys)!, store.claim(keys)!];
  fill();
  for (const each of claimed) store.finish(each, runResult(each.run));
  const full = `${folder}: only 0 MB are free there; no further run is started, and what was measured is kept; `;
  expect(() => store.claim(keys)).toThrow(full);
  expect(store.counts(keys)).toEqual({ planned: 2, running: 0, finished: 2, faults: 0 });
  store.close();
  rmSync(path.join(folder, 'other'));
  const again = openStore(folder, { create: true });
  expect(again.counts(keys)).toEqual({ planned: 2, running: 0, finished: 2, faults: 0 });
  for (const { run } of claimed) expect(again.result(run.key)).toEqual(runResult(run));
  expect(again.claim(keys)?.run).toEqual(runs[2]);
  again.close();
});
