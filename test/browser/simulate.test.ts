import { rmSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/support/chromium';
import { type Running, start, temporaryFolder, writeRing } from '../helpers/command-line';
import { findSerious } from './support/axe';
import { DESKTOP, openPage } from './support/chromium';

const folder = temporaryFolder();
const ring = writeRing(folder);
const running: Running[] = [];
let browser: Browser;

function begin(args: string[], env: NodeJS.ProcessEnv = {}): Running {
  const begun = start(args, env);
  running.push(begun);
  return begun;
}

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  for (const { child } of running.reverse()) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
  await browser?.close();
});

const untilState = (page: Page, wanted: string) =>
  page.waitForFunction(
    (text) => document.querySelector('[data-testid=state]')!.textContent!.startsWith(text),
    {},
    wanted,
  );
const figures = (page: Page, name: string) =>
  page.$$eval(`[data-figure=${name}]`, (shown) =>
    shown.map(({ textContent }) => Number.parseFloat(textContent!)),
  );
const untilLaps = (page: Page, laps: number) =>
  page.waitForFunction((count) => document.querySelectorAll('.laps tbody tr').length >= count, {}, laps);
const press = (page: Page, action: string) => page.click(`[data-action=${action}]`);

test('a page shows the car of the built-in world, whoever drives it, and ends the world', async () => {
  const [, uri] = await begin(['master', '--port', '0']).said(/ROS_MASTER_URI=(\S+)\n/);
  const env = { ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
  const world = begin(['simulate', '--circuit', ring, '--live', '0'], env);
  const [, address] = await world.said(/live page: (http:\S+)\n/);
  const troubles: string[] = [];
  const page = await openPage(browser, DESKTOP, 'light', troubles);
  await page.goto(address!);
  await untilState(page, 'ready');

  const laps = ['_laps:=2', `_circuit:=${ring}`, '_timeout:=300'];
  const node = begin(['run', 'line_follower', ...laps, '--no-record', '--json'], env);
  await untilState(page, 'driving');
  await page.waitForSelector('.camera .picture canvas[aria-label*="frame"]');
  await untilLaps(page, 2);
  expect(await findSerious(page)).toEqual([]);
  const { code, stdout } = await node.ended;
  expect(code).toBe(0);
  const { lap_times_s } = JSON.parse(stdout) as { lap_times_s: number[] };
  const shown = await page.$$eval('.laps tbody tr', (rows) =>
    rows.map(({ children: [lap, time] }) => [lap, time].map((cell) => Number.parseFloat(cell!.textContent!))),
  );
  // The newest comes first.
  expect(shown.map(([lap]) => lap)).toEqual([2, 1]);
  const [[, second_s], [, first_s]] = shown as [number[], number[]];
  expect(second_s).toBeCloseTo(lap_times_s[1]!, 1);
  // The first begins with what each sees of a car that begins to move, which a busy machine tells the node late.
  expect(Math.abs(first_s! - lap_times_s[0]!)).toBeLessThan(1);
  await untilState(page, 'ready');

  // The car is at its start again, and nothing is left of its laps.
  await press(page, 'reset');
  await page.waitForFunction(() => document.querySelectorAll('.laps tbody tr').length === 0);
  await press(page, 'pause');
  await untilState(page, 'paused');
  // None before the first pose from there.
  expect((await figures(page, 'distance')).filter((distance_m) => distance_m !== 0)).toEqual([]);
  expect(troubles).toEqual([]);
  await press(page, 'stop');
  await press(page, 'stop_confirmed');
  expect(await world.ended).toMatchObject({ code: 0 });
  await untilState(page, 'ended: interrupted');
});
