import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/support/chromium';
import { LiveServer } from '../../src/live/live-server';
import { LiveSession } from '../../src/live/live-session';
import { Session } from '../../src/session/session';
import { ringLap } from '../session/support/lap-ring';
import { findSerious } from './support/axe';
import { DESKTOP, openPage, PHONE } from './support/chromium';
import { Gate } from './support/gate';

const SILENT = { info: () => {}, warn: () => {} };

let browser: Browser;
let gate: Gate;
/** A run without an end would outlive a test that fails. */
const runs: { readonly session: Session; readonly shown: LiveSession }[] = [];

beforeAll(async () => {
  [browser, gate] = await Promise.all([launchChromium(), Gate.open()]);
});

afterAll(async () => {
  for (const { session, shown } of runs) {
    await session.end();
    await shown.close();
  }
  gate.close();
  await browser?.close();
});

/** A run in lockstep that waits to be resumed, with its page behind the gate. */
async function startRun() {
  const session = new Session(ringLap({ laps: 10_000, startPaused: true }));
  const server = await LiveServer.open({
    place: { host: '127.0.0.1', port: 0, orFree: true, token: null },
    log: SILENT,
  });
  const shown = new LiveSession(session, server);
  runs.push({ session, shown });
  await session.start();
  gate.lead(Number(new URL(server.address).port));
  return { session, shown };
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent!.trim());
const state = (page: Page) => textOf(page, '[data-testid=state]');
const untilState = (page: Page, wanted: string) =>
  page.waitForFunction(
    (text) => document.querySelector('[data-testid=state]')!.textContent!.startsWith(text),
    {},
    wanted,
  );
const press = (page: Page, action: string) => page.click(`[data-action=${action}]`);
const figure = async (page: Page, name: string) =>
  Number.parseFloat(await textOf(page, `[data-figure=${name}]`));
const reasons = (page: Page) => textOf(page, '#reasons');

/** Whether something is drawn on a canvas: colours that differ. */
const coloursOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

test('a page drives a run, survives the loss of its server, and goes on with the next run', async () => {
  const first = await startRun();
  const troubles: string[] = [];
  const page = await openPage(browser, DESKTOP, 'light', troubles);
  await page.goto(`http://127.0.0.1:${gate.port}/`);

  // What was asked for is shown once the run does it.
  await untilState(page, 'paused');
  await press(page, 'resume');
  await untilState(page, 'driving');
  await page.waitForSelector('.laps tbody tr');
  await press(page, 'pause');
  await untilState(page, 'paused');
  expect(first.session.state).toBe('paused');
  expect(await reasons(page)).toContain('Record: the run writes no files');

  // Another brain drives, and its network's view appears.
  await page.select('select[name=brain]', 'pilotnet');
  await page.click('form.swap button');
  await page.waitForFunction(() => document.querySelector('[data-fact=brain]')!.textContent === 'pilotnet');
  expect(first.session.driver.brain).toBe('pilotnet');
  await press(page, 'resume');
  await page.waitForSelector('.picture.crop canvas[aria-label^="What the network sees of frame"]');
  expect(await coloursOf(page, '.camera .picture canvas')).toBeGreaterThan(20);
  expect(await coloursOf(page, '.ground canvas')).toBeGreaterThan(5);
  expect(await page.$$eval('.chart canvas', (all) => all.length)).toBe(6);
  expect(await findSerious(page)).toEqual([]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  expect(await findSerious(page)).toEqual([]);
  // As wide as a phone, but not one: Chromium would load the page again.
  await page.setViewport({ width: PHONE.width, height: PHONE.height });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(troubles).toEqual([]);

  // Nothing is shown as current while the connection is lost.
  gate.lead(null);
  await page.waitForSelector('.link.lost [role=alert]');
  expect(await state(page)).toMatch(/^was /);
  expect(await page.$$('main.stale')).toHaveLength(1);
  expect(await reasons(page)).toMatch(/Pause, .*Stop: there is no connection/);

  // The figures of the page are those of the JSON, after the end of a run that nobody saw.
  await first.session.end();
  const { statistics } = await first.session.result;
  const second = await startRun();
  await first.shown.close();
  await untilState(page, 'paused');
  expect(await page.$$('.laps tbody tr')).toHaveLength(0);
  expect(statistics.laps_completed).toBeGreaterThan(0);
  await press(page, 'resume');
  await page.waitForSelector('.laps tbody tr');
  await press(page, 'stop');
  await press(page, 'stop_confirmed');
  const result = await second.session.result;
  await second.shown.close();
  await page.waitForFunction(() => document.querySelector('.link')!.textContent!.includes('run is over'));
  expect(await state(page)).toBe('ended: interrupted');
  const { average_speed_mps, frames, position_deviation_mean_m, step_time_ms, laps_completed } =
    result.statistics;
  expect(await figure(page, 'speed')).toBeCloseTo(average_speed_mps!, 2);
  expect(await figure(page, 'answered')).toBe(frames.answered);
  expect(await figure(page, 'laps')).toBe(Math.floor(laps_completed!));
  expect(await textOf(page, '[data-rest=deviation]')).toContain(
    `mean ${position_deviation_mean_m!.toFixed(3)}`,
  );
  expect(await textOf(page, '[data-rest=step]')).toContain(`p99 ${step_time_ms.p99!.toFixed(2)}`);
});

test('a page with another token than the server prints says so', async () => {
  const place = { host: '127.0.0.1', port: 0, orFree: true, token: 'right' };
  const server = await LiveServer.open({ place, log: SILENT });
  const page = await openPage(browser, DESKTOP, 'light', []);
  await page.goto(server.address.replace('right', 'wrong'));
  await page.waitForFunction(() =>
    document.querySelector('.link.lost')?.textContent?.includes('asks for another token'),
  );
  await server.close();
});
