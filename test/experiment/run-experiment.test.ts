import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InterruptedError, StoreError } from '../../src/errors';
import type { ExperimentEvent } from '../../src/experiment/experiment-events';
import type { ExperimentPlan } from '../../src/experiment/plan/plan-experiments';
import type { PlannedRun } from '../../src/experiment/run/planned-run';
import type { RunResult } from '../../src/experiment/run/run-result';
import type { RunRow } from '../../src/experiment/run/run-row';
import { type RunExperimentOptions, runExperiment } from '../../src/experiment/run-experiment';
import { FolderStore } from '../../src/experiment/store/folder-store';
import { openStore } from '../../src/experiment/store/open-store';
import { faultOf } from '../../src/experiment/work/driven';
import { plannedRun, runResult } from './run/run-results';

const newFolder = () => path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-experiment-')), 'out');

/** A plan of runs by their names. */
function planOf(...runs: readonly PlannedRun[]): ExperimentPlan {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-experiment-')), 'trial.yml');
  writeFileSync(file, 'name: trial\n');
  return {
    name: 'trial',
    files: [file],
    runs,
    expected_s: new Map(runs.map(({ key }) => [key, 1])),
    out: null,
    workers: null,
    remarks: [],
    warnings: [],
  };
}

const runs = (count: number, changes: Partial<PlannedRun> = {}) =>
  Array.from({ length: count }, (_, i) => plannedRun(`run ${i}`, { repetition: i + 1, ...changes }));

type Drive = (run: PlannedRun, folder: string, signal: AbortSignal) => Promise<RunResult>;

/** Drives a plan with a pool that gives results at once, or as `drive` says. */
function experiment(
  plan: ExperimentPlan,
  folder: string,
  drive: Drive = async (run) => runResult(run),
  options: Partial<RunExperimentOptions> = {},
) {
  const events: ExperimentEvent[] = [];
  const order: number[] = [];
  let [atOnce, most, closed] = [0, 0, 0];
  const pool = {
    drive: async (...[run, ...rest]: Parameters<Drive>) => {
      order.push(run.repetition);
      atOnce += 1;
      most = Math.max(most, atOnce);
      try {
        await new Promise(setImmediate);
        return await drive(run, ...rest);
      } finally {
        atOnce -= 1;
      }
    },
    close: async () => {
      closed += 1;
    },
  };
  const outcome = runExperiment({
    plan,
    folder,
    workers: 2,
    resume: false,
    signal: new AbortController().signal,
    log: { warn: () => {} },
    onEvent: (event) => events.push(event),
    pool,
    ...options,
  });
  return { outcome, events, order, most: () => most, closed: () => closed };
}

describe('an experiment', () => {
  it('drives every run once, in the order of the plan, as many at a time as it has workers', async () => {
    const folder = newFolder();
    const driven = experiment(planOf(...runs(7)), folder);
    const { counts, rows, stored, ...rest } = await driven.outcome;
    expect(counts).toEqual({ planned: 0, running: 0, finished: 7, faults: 0 });
    expect(rest).toEqual({ driven: 7, interrupted: false, stopped: null, others: 0 });
    expect(stored).toBe(rows);
    expect(rows.map(({ repetition }) => repetition)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(driven.order).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([driven.most(), driven.closed()]).toEqual([2, 1]);
    expect(driven.events[0]).toEqual({ type: 'begun', planned: 7, done: 0, faults: 0 });
    expect(driven.events.filter(({ type }) => type === 'finished')).toHaveLength(7);
    const record = JSON.parse(readFileSync(path.join(folder, 'experiment.json'), 'utf8'));
    expect(record).toMatchObject({ format: 1, name: 'trial', files: [{ text: 'name: trial\n' }] });
    expect(record.runs).toHaveLength(7);
  });

  it('drives what is in real time alone, after the others', async () => {
    const [first, ...others] = runs(4);
    const slow: PlannedRun = { ...first!, world: { kind: 'ros' } };
    const driven = experiment(planOf(slow, ...others), newFolder());
    await driven.outcome;
    expect(driven.order).toEqual([2, 3, 4, 1]);
  });

  it('keeps faults as results, and goes on', async () => {
    const driven = experiment(planOf(...runs(3)), newFolder(), async (run) =>
      run.repetition === 2
        ? { ...runResult(run), ...faultOf('no such model'), outcome: 'fault' }
        : runResult(run),
    );
    expect((await driven.outcome).counts).toEqual({ planned: 0, running: 0, finished: 3, faults: 1 });
  });

  it('asks before it goes on in a folder that has runs, and then does only what is missing', async () => {
    const folder = newFolder();
    const [some, more] = [planOf(...runs(2)), planOf(...runs(5))];
    await experiment(some, folder).outcome;
    await expect(experiment(more, folder).outcome).rejects.toThrow(
      /has 2 runs already; `f1-brain experiment .*trial\.yml --out .* --resume` does what is missing/,
    );
    const stored: unknown[] = [];
    const onStored = (rows: readonly RunRow[]) => stored.push(...rows.map(({ repetition }) => repetition));
    const resumed = experiment(more, folder, undefined, { resume: true, onStored });
    expect(await resumed.outcome).toMatchObject({ driven: 3, counts: { finished: 5 } });
    expect(resumed.order).toEqual([3, 4, 5]);
    expect(stored).toEqual([1, 2]);
    expect(resumed.events[0]).toMatchObject({ planned: 5, done: 2 });
    const nothing = experiment(more, folder, undefined, { resume: true });
    expect(await nothing.outcome).toMatchObject({ driven: 0, counts: { finished: 5 } });
  });

  it('that is interrupted starts nothing more, gives back what drives, and keeps the rest', async () => {
    const folder = newFolder();
    const ending = new AbortController();
    const plan = planOf(...runs(6));
    const driven = experiment(
      plan,
      folder,
      async (run, _, signal) => {
        if (run.repetition < 3) return runResult(run);
        if (run.repetition === 4) ending.abort();
        await new Promise(setImmediate);
        if (signal.aborted) throw new InterruptedError();
        return runResult(run);
      },
      { signal: ending.signal },
    );
    const { counts, interrupted } = await driven.outcome;
    expect(interrupted).toBe(true);
    expect(driven.order).toEqual([1, 2, 3, 4]);
    expect(counts.running).toBe(0);
    expect(counts.planned + counts.finished).toBe(6);
    expect(readdirSync(path.join(folder, 'runs', '.claimed'))).toEqual([]);
    const resumed = experiment(plan, folder, undefined, { resume: true });
    expect((await resumed.outcome).counts.finished).toBe(6);
    expect(resumed.order).toEqual([1, 2, 3, 4, 5, 6].slice(counts.finished));
  });

  it('knows which runs other processes drive, and has the rows of all plans of its folder', async () => {
    const folder = newFolder();
    const [here, there] = [runs(3), [plannedRun('of another plan')]];
    const other = openStore(folder, { create: true });
    other.plan([...there, ...here]);
    const taken = [there[0]!, here[2]!].map(({ key }) => other.claim(new Set([key]))!);
    other.finish(taken[0]!, runResult(taken[0]!.run));
    const first = await experiment(planOf(...here), folder, undefined, { resume: true }).outcome;
    expect(first.counts).toEqual({ planned: 0, running: 1, finished: 2, faults: 0 });
    expect([first.others, first.rows.length, first.stored.length]).toEqual([1, 2, 3]);
    other.finish(taken[1]!, runResult(taken[1]!.run));
    other.close();
    const last = await experiment(planOf(...here), folder, undefined, { resume: true }).outcome;
    expect([last.others, last.rows.length, last.stored.length]).toEqual([0, 3, 4]);
    expect(last.rows.map(({ repetition }) => repetition)).toEqual([1, 2, 3]);
  });

  it('stops where its disk is full, and says so', async () => {
    const folder = newFolder();
    const full = jest.spyOn(FolderStore.prototype, 'finish').mockImplementation(function (
      this: FolderStore,
      claimed,
    ) {
      throw new StoreError(`${claimed.run.repetition}: the disk is full`);
    });
    const driven = experiment(planOf(...runs(5)), folder, undefined, { workers: 1 });
    const outcome = await driven.outcome;
    full.mockRestore();
    expect(outcome).toMatchObject({
      driven: 0,
      stopped: '1: the disk is full',
      counts: { finished: 0, running: 0 },
    });
    expect(driven.order).toEqual([1]);
  });

  it('with a world in Gazebo ends before the first run where there is no roslaunch', async () => {
    const folder = newFolder();
    const world = { kind: 'gazebo', launch: 'simple_circuit.launch' } as const;
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    const driven = experiment(planOf(...runs(2), ...runs(1, { world })), folder);
    await expect(driven.outcome).rejects.toThrow(
      /^simple_circuit\.launch: needs roslaunch, which is not on PATH; source /,
    );
    process.env.PATH = PATH;
    expect(existsSync(folder)).toBe(false);
    expect(driven.order).toEqual([]);
  });
});
