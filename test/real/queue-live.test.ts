import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../../src/experiment/run/run-row';
import { start, temporaryFolder, writeRing } from '../helpers/command-line';
import { LiveClient } from '../live/support/live-client';
import { freePort } from './support/processes';
import { PASSWORD, RedisServer } from './support/redis-server';

const RUNS = 6;

describe('the live page of an experiment over a queue', () => {
  const folder = temporaryFolder();
  const environment = { F1_BRAIN_QUEUE_PASSWORD: PASSWORD };
  const children: ChildProcess[] = [];
  let redis: RedisServer;

  const begin = (...args: string[]) => {
    const begun = start([...args, '--queue', redis.url], environment);
    children.push(begun.child);
    return begun;
  };

  beforeAll(async () => {
    redis = new RedisServer(await freePort());
    await redis.start();
  });

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('fills with the runs that a worker drives, and ends with the figures of the JSON', async () => {
    const file = path.join(folder, 'short.yml');
    const experiment = {
      name: 'short',
      brains: ['line_follower', 'slim_pilotnet'],
      circuits: [writeRing(folder)],
      starts: { random: RUNS / 2 },
      record: false,
    };
    writeFileSync(file, JSON.stringify(experiment));
    const driven = begin('experiment', file, '--out', path.join(folder, 'out'), '--live', '0', '--json');
    const [, address] = await driven.said(/live page: (http:\S+)\n/);
    const page = await LiveClient.open(address!);
    await page.until(() => page.newest('tally')?.workers === 0);
    expect(page.newest('grid')).toMatchObject({
      name: 'short',
      brains: ['line_follower', 'slim_pilotnet'],
      circuits: ['ring'],
      isQueued: true,
    });
    expect(page.newest('tally')).toMatchObject({ planned: RUNS, done: 0 });
    expect(page.newest('cells')).toMatchObject({ planned: [3, 3], completed: [0, 0] });

    begin('worker', '--workers', '1');
    await page.until(() => page.newest('tally')!.workers === 1);
    await page.until(() => page.newest('tally')!.done > 0);
    const late = await LiveClient.open(address!);
    late.send({ type: 'board', tracks: false, cell: [1, 0] });
    const { code, stdout } = await driven.ended;
    expect(code).toBe(0);
    await Promise.all([page.closed, late.closed]);
    expect(page.newest('tally')).toMatchObject({ done: RUNS, failed: 0 });
    expect(page.newest('state')).toMatchObject({ state: 'ended', reason: 'completed' });
    // One run after the other.
    const counts = page.all('tally').map(({ done }) => done);
    expect(new Set(counts).size).toBeGreaterThan(2);

    const { runs } = JSON.parse(stdout) as { runs: RunRow[] };
    expect(late.newest('runs')!.runs.map(({ seed, outcome, lap_s }) => ({ seed, outcome, lap_s }))).toEqual(
      runs
        .filter(({ brain }) => brain === 'slim_pilotnet')
        .map((row) => ({ seed: row.seed, outcome: row.outcome, lap_s: row.lap_seconds })),
    );
  });
});
