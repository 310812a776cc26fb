import { LiveServer } from '../../src/live/live-server';
import { LiveSession } from '../../src/live/live-session';
import { Session } from '../../src/session/session';
import type { SessionOptions } from '../../src/session/session-options';
import { ringLap } from '../session/support/lap-ring';
import { LiveClient } from './support/live-client';

const LOCAL = { host: '127.0.0.1', port: 0, orFree: false, token: null };
const SILENT = { info: () => {}, warn: () => {} };

/** A session with its live page, which has not been opened. */
async function live(options: SessionOptions) {
  const session = new Session(options);
  const server = await LiveServer.open({ place: LOCAL, log: SILENT });
  return { session, server, shown: new LiveSession(session, server) };
}

describe('the live page of a session', () => {
  it('shows a lap with the figures of its statistics', async () => {
    const { session, server, shown } = await live(ringLap({ laps: 2, startPaused: true }));
    const page = await LiveClient.open(server.address);
    page.send({ type: 'view', kinds: ['camera', 'crop'], width: 320, rate_hz: 30 });
    await session.start();
    await page.until(() => page.newest('state')?.state === 'paused');
    expect(page.newest('state')!.controls).toMatchObject({ pause: 'it is paused already', resume: null });
    expect(await page.control('resume')).toMatchObject({ isDone: true });
    const { statistics } = await session.result;
    await shown.close();
    expect(await page.closed).toEqual({ code: 1001, reason: 'the session is over' });

    const hello = page.newest('hello')!;
    expect(hello).toMatchObject({ kind: 'session', world: 'lockstep', direction: 'forward', laps: 2 });
    expect(hello.circuit!.name).toBe(statistics.circuit);
    const decisions = page.all('samples').flatMap((samples) => samples.decisions.step_ms);
    const lost = page.all('samples').reduce((sum, samples) => sum + samples.lost, 0);
    expect(decisions.length + lost).toBeGreaterThanOrEqual(statistics.decisions!);
    const poses = page.all('samples').map((samples) => samples.poses);
    const deviations = poses.flatMap(({ deviation_m }) => deviation_m.map((value) => Math.abs(value ?? 0)));
    expect(Math.max(...deviations)).toBeLessThanOrEqual(statistics.position_deviation_max_m! + 1e-3);
    expect(poses.flatMap(({ percent }) => percent).at(-1)).toBeCloseTo(100, 0);
    expect(page.all('lap').map(({ seconds }) => Number(seconds!.toFixed(9)))).toEqual(statistics.lap_times_s);
    const figures = page.newest('figures')!;
    expect(figures.step_ms.p99).toBeCloseTo(statistics.step_time_ms.p99!, 3);
    expect(figures.deviationMean_m).toBeCloseTo(statistics.position_deviation_mean_m!, 5);
    expect(figures.frames).toEqual(statistics.frames);
    expect(page.newest('statistics')!.statistics).toEqual(JSON.parse(JSON.stringify(statistics)));
    expect(page.newest('state')).toMatchObject({ state: 'ended', reason: 'completed' });
    expect(page.images.map(({ header }) => header.kind)).toContain('camera');
    for (const { header, image } of page.images) {
      expect([header.width, header.height, ...image.subarray(0, 2)]).toEqual([320, 240, 255, 216]);
    }
  });
});
