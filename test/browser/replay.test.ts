import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/support/chromium';
import { loadCircuit } from '../../src/circuit/load';
import { type ModelCard, readCard } from '../../src/config/model-card';
import { LiveReplay } from '../../src/live/live-replay';
import { LiveServer } from '../../src/live/live-server';
import { findModels } from '../../src/models/evaluate/find-models';
import { askModels, type Opinions } from '../../src/replay/models/opinions';
import { openRecording } from '../../src/replay/open-recording';
import type { Recording } from '../../src/replay/recording';
import { cameraBag } from '../saliency/support/camera-bag';
import { DESKTOP, openPage, PHONE } from './support/chromium';

const SILENT = { info: () => {}, warn: () => {} };
const FRAMES = 10;

let folder: string;
let browser: Browser;
/** The second drives more slowly, and begins 3 m behind the first. */
let first: Recording;
let second: Recording;
const shown: LiveReplay[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-replay-'));
  const circuit = await loadCircuit('simple_circuit');
  const write = async (name: string, from_m: number, step_m: number, lateral_m: number) => {
    const shots = Array.from({ length: FRAMES }, (_, i) => ({
      time_s: 10 + i / 5,
      s_m: from_m + i * step_m,
      lateral_m: lateral_m * i,
    }));
    const file = path.join(folder, name);
    writeFileSync(file, cameraBag(circuit, shots));
    return openRecording(file);
  };
  [browser, first, second] = await Promise.all([
    launchChromium(),
    write('first.bag', 103, 2, 0.05),
    write('second.bag', 100, 1.5, 0),
  ]);
});

afterAll(async () => {
  for (const one of shown) await one.close();
  for (const one of [first, second]) await one?.close();
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page that shows recordings. @param troubles gets complaints on its console */
async function show(
  recordings: Recording[],
  opinions: Opinions | null,
  troubles: string[],
  asked?: readonly ModelCard[],
): Promise<Page> {
  const place = { host: '127.0.0.1', port: 0, orFree: true, token: null };
  const server = await LiveServer.open({ place, log: SILENT, priority: 'normal' });
  shown.push(new LiveReplay({ server, recordings, opinions, ...(asked && { asked }) }));
  const page = await openPage(browser, DESKTOP, 'light', troubles);
  await page.goto(server.address);
  await page.waitForSelector('.slider input');
  return page;
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent!.trim());
const untilText = (page: Page, selector: string, text: string) =>
  page.waitForFunction(
    (where, wanted) => document.querySelector(where)!.textContent!.includes(wanted),
    {},
    selector,
    text,
  );
const untilDrawn = (page: Page, canvas: string, label: string) =>
  page.waitForSelector(`${canvas}[aria-label*="${label}"]`);
const fact = (page: Page, recording: number, name: string) =>
  textOf(page, `[data-recording="${recording}"] [data-fact=${name}]`);
const WHERE = '[data-testid=where]';

async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

test('a slider moves through a recording, with what two models answer to each frame', async () => {
  const cards = findModels(['pilotnet', 'slim_pilotnet']).map(readCard);
  const opinions = await askModels(first, cards, { worst: 1 });
  const troubles: string[] = [];
  const page = await show([first], opinions, troubles);
  expect(await fact(page, 0, 'duration')).toBe(`${first.duration_s.toFixed(2)} s`);

  // By keyboard, frame by frame.
  await page.focus('.slider input');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await untilText(page, WHERE, `frame 3 of ${FRAMES}`);
  const { time_s, command } = first.images.row(3);
  const pose = first.poses.at(time_s)!;
  expect(await textOf(page, WHERE)).toBe(
    `${time_s.toFixed(2)} s of ${first.duration_s.toFixed(2)} s · frame 3 of ${FRAMES} · lap 1 · ${pose.distance_m.toFixed(1)} m`,
  );
  await untilDrawn(page, '.camera canvas', `Camera, frame 3, command ${command!.v_mps.toFixed(2)} m/s`);
  await untilDrawn(page, '.picture.crop canvas', 'What pilotnet sees of frame 3');
  const [pilotnet, slim] = opinions.models;
  expect(await textOf(page, '[data-curve="w 0"]')).toBe(command!.w_radps.toFixed(3));
  expect(await textOf(page, '[data-curve="model w 0"]')).toBe(pilotnet!.w_radps[3]!.toFixed(3));
  expect(await textOf(page, '[data-curve="model v 1"]')).toBe(slim!.v_mps[3]!.toFixed(2));
  expect(await textOf(page, '[data-curve="deviation 0"]')).toBe(pose.deviation_m!.toFixed(3));

  // To a time between two frames, and to the worst moment.
  await page.$eval('.slider input', (slider) => {
    (slider as HTMLInputElement).value = '1.1';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await untilDrawn(page, '.camera canvas', 'Camera, frame 5');
  const [worst] = opinions.differences[0]!.worst.w_radps;
  await page.click(`.differences section [data-moment="${worst!.frame}"]`);
  await untilText(page, WHERE, `frame ${worst!.frame} of`);
  await untilDrawn(page, '.camera canvas', `Camera, frame ${worst!.frame}`);
  await page.click('.crop-head input');
  await untilText(page, '.camera', 'Yellow: pixels that moved the command');

  // It plays to the end and stops there.
  await page.select('[data-action=speed]', '4');
  await page.click('[data-action=play]');
  await untilText(page, WHERE, `frame ${FRAMES - 1} of`);
  await untilText(page, '[data-action=play]', 'Play');
  await page.keyboard.press('Home');
  expect(await page.$$eval('.chart canvas', (all) => all.length)).toBe(5);
  expect(await findSerious(page)).toEqual([]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  expect(await findSerious(page)).toEqual([]);
  await page.setViewport({ width: PHONE.width, height: PHONE.height });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(troubles).toEqual([]);

  // A model that is lost is named, and the replay goes on where it is.
  const where = await textOf(page, WHERE);
  shown.at(-1)!.showLost('tiny.onnx: cannot run', opinions.models[1]!.card);
  await page.waitForSelector('[data-testid=lost-model]');
  expect(await textOf(page, '[data-testid=lost-model]')).toBe('tiny.onnx: cannot run');
  expect(await textOf(page, WHERE)).toBe(where);

  // Its end is that of a replay, and what the page has is still played.
  await shown.at(-1)!.close();
  await untilText(page, '.link', 'This replay is over.');
  await page.focus('.slider input');
  await page.keyboard.press('End');
  await untilText(page, WHERE, `frame ${FRAMES - 1} of`);
  await page.close();
});

test('models that are running have a progress line, and the view is that of the first that runs', async () => {
  const [lost, slim] = findModels(['pilotnet', 'slim_pilotnet']).map(readCard);
  const opinions = await askModels(first, [slim!], { worst: 1 });
  const troubles: string[] = [];
  const page = await show([first], null, troubles, [lost!, slim!]);
  const replay = shown.at(-1)!;
  await untilDrawn(page, '.picture.crop canvas', 'What pilotnet sees of frame 0');
  replay.showLost('pilotnet: cannot run', lost!);
  await untilDrawn(page, '.picture.crop canvas', 'What slim_pilotnet sees of frame 0');

  const LINE = '[data-testid=model-progress]';
  replay.showProgress(0, null);
  await page.waitForSelector(LINE);
  expect(await textOf(page, LINE)).toMatch(/^The models are running: 0 %\. What they answer is shown when/);
  replay.showProgress(0.756, 65);
  await untilText(page, LINE, 'The models are running: 75 %, 1:05 left. What they');
  expect(await page.$$('.differences')).toEqual([]);
  replay.showOpinions(opinions);
  await page.waitForSelector('.differences');
  expect(await page.$$(LINE)).toEqual([]);
  expect(await textOf(page, '[data-curve="model w 0"]')).toBe(opinions.models[0]!.w_radps[0]!.toFixed(3));
  expect(troubles).toEqual([]);
  await page.close();
});

test('two recordings are side by side, the second where it was at the same distance', async () => {
  const troubles: string[] = [];
  const page = await show([first, second], null, troubles);
  await page.focus('.slider input');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await untilText(page, WHERE, `frame 4 of ${FRAMES}`);
  const { distance_m } = first.poses.at(first.images.row(4).time_s)!;
  const there_s = second.timeAt(distance_m)!;
  expect(there_s).toBeGreaterThan(1);
  expect(await fact(page, 0, 'distance')).toBe(`${distance_m.toFixed(1)} m`);
  expect(await fact(page, 1, 'distance')).toBe(`${distance_m.toFixed(1)} m`);
  expect(await fact(page, 1, 'time')).toBe(`${there_s.toFixed(2)} s`);
  const began_s = second.timeAt(first.poses.row(0).distance_m)!;
  const took_s = first.images.row(4).time_s;
  expect(await fact(page, 1, 'gap')).toBe(`${(there_s - began_s - took_s).toFixed(2)} s`);
  const other = second.images.indexAt(there_s)!;
  await untilDrawn(page, '.drive:nth-child(2) .camera canvas', `B · Camera, frame ${other}`);
  await untilDrawn(page, '.drive:nth-child(1) .camera canvas', 'A · Camera, frame 4');

  // The second never came as far as the first.
  await page.keyboard.press('End');
  await untilText(page, '.drive:nth-child(2) .camera', 'This car never came so far.');
  expect(await findSerious(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await page.close();
});
