import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StoreError } from '../../../src/errors';
import { rowOf } from '../../../src/experiment/run/run-row';
import { DiskReserve } from '../../../src/experiment/store/disk-reserve';
import { MlflowFolder } from '../../../src/experiment/store/mlflow/mlflow-folder';
import { mlflowRunOf } from '../../../src/experiment/store/mlflow/mlflow-run';
import { openStore } from '../../../src/experiment/store/open-store';
import { readStore } from '../../../src/experiment/store/read-store';
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
  rmSync(path.join(folder, 'other'), { force: true });
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
  fill();
  // What was measured can be read and removed.
  const reading = readStore(folder);
  expect(reading.rows()).toHaveLength(2);
  const result = reading.result(claimed[0]!.run.key)!;
  const exported = mlflowRunOf(result, rowOf(result), reading.folderOf(String(reading.rows()[0]!.folder)));
  expect(() => new MlflowFolder(path.join(folder, 'mlruns')).write(exported)).toThrow(
    /^--export mlflow .*mlruns: cannot be written: .*ENOSPC/,
  );
  reading.close();
});

(isMounted ? it : it.skip)('is opened on a full disk with the reserve where that is to free room', () => {
  rmSync(path.join(folder, 'other'), { force: true });
  const reserve = new DiskReserve(folder);
  reserve.require();
  fill();
  let journals = 0;
  // As SQLite does of a new process, which names no reason.
  const open = () => {
    try {
      writeFileSync(path.join(folder, `journal${++journals}`), Buffer.alloc(100_000));
      return 'opened';
    } catch (error) {
      throw new StoreError('disk I/O error', { cause: error });
    }
  };
  expect(() => reserve.opening(open, false)).toThrow(
    `${folder}: the disk is full; free some room first, for instance with 'f1-brain runs FOLDER --prune --bags-only'`,
  );
  expect(reserve.opening(open, true)).toBe('opened');
  fill();
  expect(() => reserve.opening(open, true)).toThrow(/: the disk is full; free some room first$/);
  rmSync(path.join(folder, 'other'));
  const damaged = new StoreError('is damaged');
  expect(() => reserve.opening(() => raise(damaged), true)).toThrow(damaged);
});

function raise(error: Error): never {
  throw error;
}
