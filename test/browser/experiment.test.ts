import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/support/chromium';
import type { RunRow } from '../../src/experiment/run/run-row';
import { mean } from '../../src/support/statistics';
import { writeRing } from '../helpers/command-line';
import { type Called, call } from '../helpers/in-process';
import { findSerious } from './support/axe';
import { DESKTOP, openPage, PHONE } from './support/chromium';
import { Gate } from './support/gate';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-experiment-page-'));
const BRAINS = ['line_follower', 'straight', 'broken'];
const PLACES = ['0 0', '1 0', '2 0'];

let browser: Browser;
let gate: Gate;
/** An experiment without an end would outlive a test that fails. */
const experiments: Called[] = [];

beforeAll(async () => {
  [browser, gate] = await Promise.all([launchChromium(), Gate.open()]);
});

afterAll(async () => {
  for (const { signals, ended } of experiments) {
    if (signals.listenerCount > 0) signals.send('SIGINT');
    await ended;
  }
  gate.close();
  await browser?.close();
});

function brain(name: string, code: string): string {
  const module = path.join(folder, `${name}.js`);
  writeFileSync(module, code);
  const file = path.join(folder, `${name}.yml`);
  writeFileSync(file, `Behaviors: {Robot: {BrainPath: ./${name}.js, Type: f1}}\n`);
  return file;
}

/** Runs that end in all ways, and then one that drives until it is stopped. */
function experimentFiles(): string[] {
  const ring = writeRing(folder);
  const straight = brain('straight', 'module.exports = () => ({decide: () => ({v_mps: 5, w_radps: 0})});');
  const broken = brain('broken', 'module.exports = () => { throw new Error("no weights"); };');
  const brains = ['line_follower', straight, broken];
  const short = { name: 'short', brains, circuits: [ring], starts: { random: 2 } };
  const endless = { name: 'endless', brains: ['line_follower'], circuits: ['simple_circuit'], laps: 1000 };
  return [short, endless].map((experiment) => {
    const file = path.join(folder, `${experiment.name}.yml`);
    writeFileSync(file, JSON.stringify({ ...experiment, record: false }));
    return file;
  });
}

/** Drives experiment files, with their page behind the gate. */
async function start(...args: string[]): Promise<Called> {
  const begun = call(['experiment', ...args, '--workers', '1', '--live', '0', '--json']);
  experiments.push(begun);
  await begun.said(/live page: http/);
  const { stderr } = begun;
  gate.lead(Number(/live page: http:\/\/127\.0\.0\.1:(\d+)/.exec(stderr())![1]));
  return begun;
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent!.trim());
const figure = (page: Page, name: string) => textOf(page, `[data-figure=${name}]`);
const cellOf = async (page: Page, place: string) => ({
  count: await textOf(page, `[data-cell="${place}"] strong`),
  results: await textOf(page, `[data-cell="${place}"] .results`),
});
const untilDone = (page: Page, done: number) =>
  page.waitForFunction(
    (text) => document.querySelector('[data-figure=done]')?.textContent === text,
    {},
    `${done} of 7`,
  );
/** The run without an end drives, and its car is seen. */
const untilSeen = (page: Page) => page.waitForSelector('.card svg[aria-label*=" m/s"] .driven[d^="M"]');

async function stop(page: Page): Promise<void> {
  await page.click('[data-action=stop]');
  await page.click('[data-action=stop_confirmed]');
}

/** What a cell shows of runs as the JSON has them. */
function shown(rows: readonly RunRow[]) {
  const meanOf = (column: string) =>
    mean(rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : [])));
  const [deviation, speed] = [meanOf('position_deviation_mean_m'), meanOf('average_speed_mps')];
  if (deviation === null && speed === null) return '';
  return `${deviation?.toFixed(3) ?? '–'}${deviation === null ? '' : ' m'} · ${speed?.toFixed(1)} m/s`;
}

test('a page shows how the grid of an experiment fills, ends it, and sees it resumed', async () => {
  const files = experimentFiles();
  const out = path.join(folder, 'out');
  const first = await start(...files, '--out', out);
  const troubles: string[] = [];
  const page = await openPage(browser, DESKTOP, 'light', troubles);
  await page.goto(`http://127.0.0.1:${gate.port}/`);
  await untilDone(page, 6);
  await untilSeen(page);
  expect([await figure(page, 'running'), await figure(page, 'failed')]).toEqual(['1', '2']);
  const progress = await page.$eval('.whole progress', ({ value, max }) => ({ value, max }));
  expect(progress).toEqual({ value: 6, max: 7 });
  expect(await textOf(page, '.events')).toMatch(/Fault \(broken on ring, .*no weights/);
  expect(await textOf(page, '.queue')).toContain('No run waits');

  // The runs of a cell, by keyboard.
  await page.focus('[data-cell="0 0"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.cell-runs tbody tr');
  expect(await textOf(page, '.cell-runs tbody')).toMatch(/failed: .*no weights/);
  expect(await findSerious(page)).toEqual([]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  expect(await findSerious(page)).toEqual([]);
  await page.setViewport({ width: PHONE.width, height: PHONE.height });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(troubles).toEqual([]);

  // The figures of the page are those of the JSON.
  const cells = await Promise.all(PLACES.map((place) => cellOf(page, place)));
  await stop(page);
  const { code, stdout } = await first.ended;
  expect(code).toBe(130);
  const { runs, counts } = JSON.parse(stdout) as { runs: RunRow[]; counts: object };
  expect(counts).toMatchObject({ planned: 1, finished: 6, faults: 2 });
  expect(cells).toEqual(
    BRAINS.map((name) => ({
      count: '2/2',
      results: shown(runs.filter((row) => row.brain === name)),
    })),
  );
  await page.waitForFunction(() => document.querySelector('.link')!.textContent!.includes('is over'));
  expect(await textOf(page, '[data-testid=state]')).toBe('ended: interrupted');

  // The page connects to the next one by itself, and has what was done.
  const second = await start(...files, '--out', out, '--resume');
  await page.waitForSelector('.link.open');
  await untilSeen(page);
  await untilDone(page, 6);
  await page.waitForFunction(
    (places) =>
      places.every((place) => document.querySelector(`[data-cell="${place}"] strong`)?.textContent === '2/2'),
    {},
    PLACES,
  );
  expect(await Promise.all(PLACES.map((place) => cellOf(page, place)))).toEqual(cells);
  await stop(page);
  expect((await second.ended).code).toBe(130);
});
