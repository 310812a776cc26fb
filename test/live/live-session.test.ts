import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LiveServer } from '../../src/live/live-server';
import { LiveSession } from '../../src/live/live-session';
import { Session } from '../../src/session/session';
import type { SessionOptions } from '../../src/session/session-options';
import { ringLap } from '../session/support/lap-ring';
import { LiveClient } from './support/live-client';

const LOCAL = { host: '127.0.0.1', port: 0, orFree: false, token: null };
const SILENT = { info: () => {}, warn: () => {} };

/** A session with its live page, open once. */
async function live(options: SessionOptions) {
  const session = new Session(options);
  const server = await LiveServer.open({ place: LOCAL, log: SILENT });
  const shown = new LiveSession(session, server);
  const page = await LiveClient.open(server.address);
  return { session, server, shown, page };
}

describe('the live page of a session', () => {
  it('shows laps with the figures of their statistics', async () => {
    const { session, shown, page } = await live(ringLap({ laps: 2, startPaused: true }));
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
    const samples = page.all('samples');
    const decisions = samples.flatMap((message) => message.decisions.step_ms);
    const lost = samples.reduce((sum, message) => sum + message.lost, 0);
    expect(decisions.length + lost).toBeGreaterThanOrEqual(statistics.decisions!);
    const deviations = samples.flatMap(({ poses }) => poses.deviation_m.map((value) => Math.abs(value ?? 0)));
    expect(Math.max(...deviations)).toBeLessThanOrEqual(statistics.position_deviation_max_m! + 1e-3);
    expect(samples.flatMap(({ poses }) => poses.percent).at(-1)).toBeCloseTo(100, 0);
    expect(page.all('lap').map(({ seconds }) => Number(seconds!.toFixed(9)))).toEqual(statistics.lap_times_s);
    const figures = page.newest('figures')!;
    expect(figures.step_ms.p99).toBeCloseTo(statistics.step_time_ms.p99!, 3);
    expect(figures.deviationMean_m).toBeCloseTo(statistics.position_deviation_mean_m!, 5);
    expect(figures.frames).toEqual(statistics.frames);
    expect(page.newest('statistics')!.statistics).toEqual(JSON.parse(JSON.stringify(statistics)));
    expect(page.newest('state')).toMatchObject({ state: 'ended', reason: 'completed' });
  });

  it('shows what camera and network see, and does what its page asks', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-live-'));
    const { session, server, shown, page } = await live(ringLap({ laps: 10_000, out, record: false }));
    page.send({ type: 'view', kinds: ['camera', 'crop', 'saliency'], width: 320, rate_hz: 30 });
    await session.start();
    const kinds = () => page.images.map(({ header }) => header.kind);
    await page.until(() => kinds().includes('camera'));
    const { header, image } = page.images[0]!;
    expect([header.width, header.height, ...image.subarray(0, 2)]).toEqual([320, 240, 255, 216]);
    expect(header).toMatchObject({ format: 'image/jpeg', crop: null });

    // In lockstep that leaves the processor to the rest.
    expect(await page.control('pause')).toMatchObject({ isDone: true });
    expect(await page.control('swap', { brain: '../../etc/passwd' })).toMatchObject({ isDone: false });
    expect(page.newest('state')!.driver).toMatchObject({ brain: 'line_follower', card: null });
    const swapped = await page.control('swap', { brain: 'pilotnet' });
    expect(swapped).toMatchObject({ action: 'swap', isDone: true });
    expect(page.newest('state')!.driver).toMatchObject({
      brain: 'pilotnet',
      card: { layout: 'NCHW', frames: 1 },
    });
    expect(await page.control('resume')).toMatchObject({ isDone: true });
    await page.until(() => kinds().includes('crop') && kinds().includes('saliency'));
    expect(page.images.find(({ header: { kind } }) => kind === 'crop')!.header.crop).toEqual([
      0,
      expect.any(Number),
      1,
      1,
    ]);

    expect(await page.control('stop_recording')).toMatchObject({
      isDone: false,
      line: 'no bag is being written; nothing changed',
    });
    expect(await page.control('start_recording')).toMatchObject({ isDone: true });
    expect(page.newest('state')!.recording).toMatch(/\.bag$/);
    expect(await page.control('stop_recording')).toMatchObject({ isDone: true });
    expect(page.newest('state')!.recording).toBeNull();

    expect(await page.control('reset')).toMatchObject({ isDone: true });
    await page.until(() => page.all('restart').length > 0);
    const late = await LiveClient.open(server.address);
    await late.until(() => late.all('samples').some(({ isHistory }) => isHistory));
    expect(late.newest('state')!.driver.brain).toBe('pilotnet');
    expect(await page.control('stop')).toMatchObject({ isDone: true });
    const { statistics } = await session.result;
    expect(statistics).toMatchObject({
      ended_because: 'interrupted',
      brain_changes: 1,
      car_set_elsewhere: 0,
    });
    await shown.close();
    expect(late.newest('state')!.controls.pause).toBe('the run is over');
  });

  it('tells a page why a session could not be opened', async () => {
    const { session, shown, page } = await live(ringLap({ circuit: 'no-such-circuit' }));
    await expect(session.start()).rejects.toThrow('no-such-circuit');
    await shown.close();
    expect(page.newest('state')).toMatchObject({
      state: 'ended',
      reason: expect.stringContaining('no-such-circuit'),
    });
  });
});
