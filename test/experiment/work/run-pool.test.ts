import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InterruptedError } from '../../../src/errors';
import { outcomeSha256 } from '../../../src/experiment/run/outcome-sha256';
import type { PlannedRun } from '../../../src/experiment/run/planned-run';
import type { Track } from '../../../src/experiment/run/track';
import { Audience } from '../../../src/experiment/work/audience';
import { driveRun } from '../../../src/experiment/work/drive-run';
import { type OnProgress, SimulatorLostError } from '../../../src/experiment/work/driven';
import { RunPool, type RunPoolOptions } from '../../../src/experiment/work/run-pool';
import { ProcessLostError, RunProcess } from '../../../src/experiment/work/run-process';
import { runResult } from '../run/run-results';
import { moduleRun, networkRun, newFolder, ringRun } from './ring-runs';

const never = new AbortController().signal;

async function withPool<T>(
  options: Partial<RunPoolOptions>,
  use: (pool: RunPool, pids: number[]) => Promise<T>,
): Promise<T> {
  const pids: number[] = [];
  const pool = new RunPool({
    slots: 2,
    start: (limits, isOneOfMany) => {
      const started = new RunProcess(limits, isOneOfMany);
      pids.push(started.pid!);
      return started;
    },
    ...options,
  });
  try {
    return await use(pool, pids);
  } finally {
    await pool.close();
  }
}

const logOf = (folder: string) => readFileSync(path.join(folder, 'run.log'), 'utf8');

describe('a pool of processes that drive runs', () => {
  it('drives run after run in a process that stays, to what the same runs come to here', async () => {
    const runs = [ringRun(), networkRun(), ringRun({ seed: 3 })];
    const results = await withPool({ slots: 1 }, async (pool, pids) => {
      const driven = [];
      for (const run of runs) driven.push(await pool.drive(run, newFolder(), never));
      expect(new Set(pids).size).toBe(1);
      expect(driven.map(({ machine }) => machine.pid)).toEqual([pids[0], pids[0], pids[0]]);
      return driven;
    });
    const here = [];
    for (const run of runs) here.push(await driveRun(run, newFolder(), { signal: never }));
    expect(results.map(outcomeSha256)).toEqual(here.map(outcomeSha256));
  });

  it('tells where the car is while somebody watches', async () => {
    const audience = new Audience();
    const tracks: (Track | null)[] = [];
    const note = (...[, , track]: Parameters<OnProgress>) => void tracks.push(track);
    const takePlaces = () => tracks.splice(0).flatMap((track) => track?.x_m ?? []);
    await withPool({ slots: 1, audience }, async (pool) => {
      const driven = await pool.drive(ringRun(), newFolder(), never, note);
      expect(takePlaces()).toEqual([]);
      audience.watch(true);
      const watched = await pool.drive(ringRun(), newFolder(), never, note);
      expect(tracks.findLast((track) => track !== null)).toMatchObject({
        simulated_s: expect.any(Number),
        deviation_m: expect.any(Number),
      });
      expect(takePlaces().length).toBeGreaterThan(0);
      expect(outcomeSha256(watched)).toBe(outcomeSha256(driven));
      audience.watch(false);
      await pool.drive(ringRun(), newFolder(), never, note);
      expect(takePlaces()).toEqual([]);
    });
  });

  it('repeats a run whose process dies, three times in all, and goes on with another', async () => {
    const dies = moduleRun('module.exports = () => { process.kill(process.pid, "SIGKILL"); };');
    const folder = newFolder();
    const repeated: string[] = [];
    const onRepeat = (...[, why]: [PlannedRun, string]) => void repeated.push(why);
    await withPool({ slots: 1, onRepeat }, async (pool, pids) => {
      expect(await pool.drive(dies, folder, never)).toMatchObject({
        outcome: 'fault',
        detail: 'the process of the run was ended by SIGKILL',
        statistics: null,
        attempts: 3,
      });
      expect(pids).toHaveLength(3);
      expect(repeated).toEqual(Array(2).fill('the process of the run was ended by SIGKILL'));
      expect((await pool.drive(ringRun(), newFolder(), never)).outcome).toBe('completed');
      expect(pids).toHaveLength(4);
    });
    expect(logOf(folder)).toMatch(/error: attempt 1 of 3: the process of the run was ended by SIGKILL\n/);
  });

  it('keeps V8 to one thread in processes beside each other, not in one that is alone', async () => {
    const tells = moduleRun(
      'module.exports = () => { throw new Error("started with [" + process.execArgv + "]"); };',
    );
    const roomy = '--initial-heap-size=256,--min-semi-space-size=32,--max-semi-space-size=32';
    for (const [slots, options] of [
      [2, `${roomy},--single-threaded`],
      [1, roomy],
    ] as const) {
      const { detail } = await withPool({ slots }, (pool) => pool.drive(tells, newFolder(), never));
      expect(detail).toContain(`started with [${options}]`);
    }
  });

  it('ends a process that makes no progress, or needs too much memory', async () => {
    const silent = ringRun({ laps: 10 });
    const hangs = await withPool({ attempts: 1, limits: { opening_s: 0, hung_s: 0 } }, (pool) =>
      pool.drive(silent, newFolder(), never),
    );
    expect(hangs).toMatchObject({
      outcome: 'fault',
      detail: expect.stringMatching(/made no progress for 0 s$/),
    });
    const eats = await withPool({ attempts: 1, limits: { memory_bytes: 20e6 } }, (pool) =>
      pool.drive(silent, newFolder(), never),
    );
    expect(eats.detail).toMatch(/needed \d+ MB of memory, more than its share of 20 MB$/);
  });

  it('ends what it is told to end, and its process drives the next run', async () => {
    await withPool({ slots: 1 }, async (pool, pids) => {
      const ending = new AbortController();
      const onProgress = (_: number | null, simulated_s: number | null) => {
        if (simulated_s !== null) ending.abort();
      };
      const long: PlannedRun = ringRun({ laps: 1000 });
      const driving = pool.drive(long, newFolder(), ending.signal, onProgress);
      await expect(driving).rejects.toThrow(InterruptedError);
      expect((await pool.drive(ringRun(), newFolder(), never)).outcome).toBe('completed');
      expect(pids).toHaveLength(1);
    });
  });

  it('repeats a run whose simulator is lost, and counts that, whoever else repeats lost processes', async () => {
    const run = ringRun({ world: { kind: 'gazebo', launch: 'ring.launch' } });
    const lost = new SimulatorLostError('gazebo has ended (exit code -9)');
    const poolOf = (attempts: (Error | null)[]) => ({
      slots: 1,
      attempts: 1,
      start: () => {
        const drive = async () => {
          const error = attempts.shift();
          if (error) throw error;
          return runResult(run);
        };
        return { drive, close: async () => {}, isUsable: true } as unknown as RunProcess;
      },
    });
    const driven = async (...attempts: (Error | null)[]) => {
      const pool = new RunPool(poolOf(attempts));
      return pool.drive(run, newFolder(), never);
    };
    expect(await driven(null)).toMatchObject({ outcome: 'completed', attempts: 1, simulator_crashes: 0 });
    expect(await driven(lost, lost, null)).toMatchObject({
      outcome: 'completed',
      attempts: 3,
      simulator_crashes: 2,
    });
    expect(await driven(lost, lost, lost)).toMatchObject({
      outcome: 'fault',
      detail: 'gazebo has ended (exit code -9)',
      attempts: 3,
      simulator_crashes: 3,
    });
    expect(await driven(lost, new ProcessLostError('was ended by SIGKILL'))).toMatchObject({
      outcome: 'fault',
      detail: 'the process of the run was ended by SIGKILL',
      attempts: 2,
      simulator_crashes: 1,
    });
  });
});
