import type { ExperimentEvent } from '../../src/experiment/experiment-events';
import { ExperimentTally } from '../../src/experiment/experiment-tally';
import { rowOf } from '../../src/experiment/run/run-row';
import type { Audience } from '../../src/experiment/work/audience';
import { faultOf } from '../../src/experiment/work/driven';
import { sharePlan } from '../../src/live/feed/shared-plan';
import { LiveExperiment } from '../../src/live/live-experiment';
import { LiveServer } from '../../src/live/live-server';
import { plannedRun, runResult } from '../experiment/run/run-results';
import { LiveClient } from './support/live-client';

const LOCAL = { host: '127.0.0.1', port: 0, orFree: false, token: null };
const SILENT = { info: () => {}, warn: () => {} };

const runs = [1, 2, 3].map((repetition) => plannedRun(`run ${repetition}`, { repetition, seed: repetition }));
const track = { simulated_s: 3, v_mps: 9, deviation_m: 0.1, yaw_rad: 0, x_m: [1, 2], y_m: [3, 4] };

/** An experiment without drives, and a page that is open. */
async function shown() {
  const server = await LiveServer.open({ place: LOCAL, log: SILENT });
  const tally = new ExperimentTally(new Map(runs.map(({ key }) => [key, 10])), () => performance.now());
  let stops = 0;
  const live = new LiveExperiment({
    server,
    name: 'trial',
    runs,
    folder: 'out/trial',
    isQueued: false,
    tally,
    onStop: () => {
      stops += 1;
      live.ends();
    },
  });
  const take = (...events: ExperimentEvent[]) => {
    for (const event of events) {
      tally.take(event);
      live.take(event);
    }
  };
  const open = async () => {
    const page = await LiveClient.open(server.address);
    await page.until(() => page.newest('queue') !== null);
    return page;
  };
  return { live, take, open, stops: () => stops };
}

async function untilWatched(audience: Audience): Promise<void> {
  if (!audience.isWatching) await new Promise<void>((resolve) => void audience.onChange(() => resolve()));
}

describe('the live page of an experiment', () => {
  it('shows what was done before, what happens, and the end', async () => {
    const { live, take, open } = await shown();
    take({ type: 'begun', planned: 3, done: 1, faults: 0 });
    live.takeStored([rowOf(runResult(runs[0]!))]);
    const page = await open();
    expect(page.newest('hello')).toMatchObject({ kind: 'experiment', circuit: null });
    expect(page.newest('grid')).toMatchObject({ brains: ['line_follower'], circuits: ['simple_circuit'] });
    expect(page.newest('cells')).toMatchObject({ planned: [3], completed: [1] });

    page.send({ type: 'board', tracks: true, cell: [0, 0] });
    await page.until(() => page.newest('tracks') !== null);
    await untilWatched(live.audience);
    take({ type: 'started', run: runs[1]! }, { type: 'progress', run: runs[1]!, percent: 20, track });
    await page.until(() => page.all('tracks').some(({ isWhole }) => !isWhole));
    expect(page.newest('tracks')!.tracks).toMatchObject([{ run: 1, percent: 20, x_m: [1, 2] }]);
    await page.until(() => page.newest('outline') !== null);
    expect(page.newest('outline')!.line).toHaveLength(240);

    take({ type: 'repeated', run: runs[1]!, why: 'the process was ended' });
    await page.until(() => page.newest('incident') !== null);
    expect(page.newest('incident')).toMatchObject({
      kind: 'repeated',
      who: 'line_follower on simple_circuit, forward, repetition 2: the process was ended',
    });
    // Without the path of the attempt that was lost.
    await page.until(() => page.newest('tracks')!.isWhole);
    expect(page.newest('tracks')!.tracks).toEqual([]);
    const fault = { ...runResult(runs[1]!), ...faultOf('no such model') };
    take({ type: 'finished', result: fault });
    live.warn('the disk is nearly full');
    await page.until(() => page.newest('log') !== null && page.newest('cells')!.failed[0] === 1);
    await page.until(() => page.newest('runs')!.runs[1]!.state === 'done');
    expect(page.newest('incident')).toMatchObject({
      kind: 'fault',
      who: 'line_follower on simple_circuit, forward, repetition 2: no such model',
    });
    expect(page.newest('runs')!.runs.map(({ state, outcome }) => [state, outcome])).toEqual([
      ['done', 'completed'],
      ['done', 'fault'],
      ['waiting', null],
    ]);
    await live.close('runs are missing');
    expect((await page.closed).code).toBe(1001);
    expect(page.newest('tally')).toMatchObject({ planned: 3, done: 2, failed: 1, running: 0 });
    expect(page.newest('state')).toMatchObject({ state: 'ended', reason: 'runs are missing' });
    expect(live.audience.isWatching).toBe(false);
  });

  it('ends it once, and does nothing else', async () => {
    const { live, open, stops } = await shown();
    const page = await open();
    expect(page.newest('state')!.controls).toEqual({ stop: null });
    expect(await page.control('pause')).toMatchObject({ isDone: false });
    expect(await page.control('stop')).toMatchObject({
      isDone: true,
      line: expect.stringMatching(/--resume/),
    });
    expect(page.newest('state')).toMatchObject({ state: 'ending', reason: 'interrupted' });
    expect(await page.control('stop')).toMatchObject({ isDone: false });
    expect(stops()).toBe(1);
    await live.close('interrupted');
  });
});

test('a plan is shared with brains as reports label them, and what is not as usual', () => {
  const model = { name: 'slim', path: '/slim.onnx', sha256: 'a'.repeat(64), card_sha256: 'b'.repeat(64) };
  const plan = sharePlan(
    'trial',
    [
      ...runs,
      plannedRun('other', {
        model,
        circuit: { name: 'ring', file: { name: 'ring', path: '/ring.yml', sha256: 'c'.repeat(64) } },
        direction: 'reverse',
        corruption: { name: 'rain', strength: 0.5 },
        cameraTiming: { cameraRate_hz: 10 },
        start: { kind: 'pose', name: 'random 1', x_m: 0, y_m: 0, yaw_rad: 0 },
      }),
    ],
    { folder: 'out/trial', isQueued: true },
  );
  expect(plan).toMatchObject({
    brains: ['line_follower · no model', 'line_follower · slim'],
    circuits: [
      { name: 'simple_circuit', source: 'simple_circuit' },
      { name: 'ring', source: '/ring.yml' },
    ],
  });
  expect(plan.runs[0]).toMatchObject({ brain: 0, circuit: 0, seed: 1, condition: '' });
  expect(plan.runs[3]).toEqual({
    brain: 1,
    circuit: 1,
    direction: 'reverse',
    repetition: 1,
    seed: 1,
    condition: 'start random 1, rain 0.5, 10 Hz, latency 5 ms',
  });
});
