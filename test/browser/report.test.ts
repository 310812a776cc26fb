import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page, Viewport } from 'puppeteer-core';
import { launchChromium } from '../../scripts/support/chromium';
import { writeReport } from '../../src/measure/report/write-report';
import { syntheticMeasurement } from '../helpers/measurement';
import { reportRuns } from '../helpers/report-runs';
import { DESKTOP, openPage, PHONE } from './support/chromium';

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'report-page-'));
  const runs = reportRuns([
    await syntheticMeasurement({ seed: 1, weave_m: 0.2 }),
    await syntheticMeasurement({ seed: 2, weave_m: 0.1, brain: 'other' }),
    await syntheticMeasurement({ seed: 3, circuit: 'nurburgring_line' }),
    await syntheticMeasurement({ seed: 4, brain: `</script><b>bold</b> ${'long_name_'.repeat(30)}` }),
    await syntheticMeasurement({ seed: 5, share: 0.3, leaves: true }),
  ]);
  const failed = [{ file: 'broken.bag', reason: 'broken.bag: is no bag' }];
  await writeReport(folder, runs, failed, { version: '1.2.3', made: new Date(0) });
  browser = await launchChromium({ hearsRequests: true });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the page asked of a network, and complaints on its console. */
  readonly troubles: string[];
}

async function open(viewport: Viewport, scheme: 'light' | 'dark' = 'light', script = true): Promise<Opened> {
  const troubles: string[] = [];
  const page = await openPage(browser, viewport, scheme, troubles);
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      troubles.push(request.url());
  });
  await page.setJavaScriptEnabled(script);
  await page.goto(pathToFileURL(path.join(folder, 'report.html')).href);
  return { page, troubles };
}

const openAll = (page: Page) =>
  page.$$eval('details', (all) => {
    for (const details of all) details.open = true;
  });

/** Scrolls through the whole page, so that every chart comes into view once. */
async function scrollThrough(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    await page.evaluate((top) => window.scrollTo(0, top), y);
    // Chromium may owe a page an animation frame for minutes on a busy machine; the next place asks for another.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => setTimeout(resolve, 30));
          setTimeout(resolve, 2000);
        }),
    );
  }
  await page.waitForFunction(
    () => [...document.querySelectorAll('.chart')].every((box) => box.querySelector('svg')),
    { polling: 100 },
  );
}

test('every chart is drawn when it comes into view, without a network and without a complaint', async () => {
  const { page, troubles } = await open(DESKTOP);
  const charts = await page.$$eval('.chart', (all) => all.length);
  const drawnAtFirst = await page.$$eval('.chart svg', (all) => all.length);
  expect(charts).toBeGreaterThan(30);
  expect(drawnAtFirst).toBeLessThan(charts);
  await openAll(page);
  await scrollThrough(page);
  const empty = await page.$$eval(
    '.chart',
    (all) => all.filter((box) => box.querySelectorAll('svg path').length < 3).length,
  );
  expect(empty).toBe(0);
  expect(troubles).toEqual([]);
});

test('every chart has a name for those who do not see it', async () => {
  const { page } = await open(DESKTOP);
  const labels = await page.$$eval('.chart', (all) =>
    all.map((box) => [box.getAttribute('role'), box.getAttribute('aria-label') ?? '']),
  );
  for (const [role, label] of labels) {
    expect(role).toBe('img');
    expect(label!.length).toBeGreaterThan(20);
  }
});

test('names from bags are text, not markup', async () => {
  const { page, troubles } = await open(DESKTOP);
  expect(await page.$$eval('b', (all) => all.length)).toBe(0);
  expect(await page.$eval('body', (body) => body.textContent)).toContain('</script><b>bold</b>');
  expect(troubles).toEqual([]);
});

async function column(page: Page, name: string): Promise<string[]> {
  return page.$eval(
    'table.runs',
    (table, header) => {
      const { rows, tHead } = table as HTMLTableElement;
      const at = [...tHead!.rows[0]!.cells].findIndex((cell) => cell.textContent!.startsWith(header));
      return [...rows].slice(1).map((row) => row.cells[at]!.dataset.value ?? '');
    },
    name,
  );
}

const header = (name: string) =>
  `::-p-xpath(//table[contains(@class,"runs")]//th//button[starts-with(., "${name}")])`;
const ascending = (values: string[]) =>
  values
    .map(Number)
    .toSorted((a, b) => a - b)
    .map(String);

test('a click on a header sorts, another turns the order round, and what is missing stays last', async () => {
  const { page } = await open(DESKTOP);
  const name = 'deviation, mean';
  const before = await column(page, name);
  const known = ascending(before.filter((value) => value !== ''));
  expect(before.at(-1)).toBe('');
  await page.click(header(name));
  expect(await column(page, name)).toEqual([...known, '']);
  await page.click(header(name));
  expect(await column(page, name)).toEqual([...known.toReversed(), '']);
  expect(
    await page.$$eval('[aria-sort]', (all) => all.map((cell) => cell.getAttribute('aria-sort'))),
  ).toEqual(['descending']);
});

test('the keyboard sorts too, highest first where higher is better', async () => {
  const { page } = await open(DESKTOP);
  await page.focus(header('average speed'));
  await page.keyboard.press('Enter');
  const values = await column(page, 'average speed');
  expect(values).toEqual(ascending(values).toReversed());
});

test('a link in the table opens its run', async () => {
  const { page } = await open(DESKTOP);
  await page.$$eval('table.runs tbody a', (all) => (all[1] as HTMLAnchorElement).click());
  await page.waitForFunction(() => document.querySelectorAll('details.run')[1]!.hasAttribute('open'));
});

const ground = (page: Page) => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);

test('the page follows the theme of the system, and its button turns it', async () => {
  const { page, troubles } = await open(DESKTOP, 'dark');
  await page.$eval('.chart', (box) => box.scrollIntoView());
  await page.waitForSelector('.chart svg');
  const dark = await ground(page);
  const inDark = await page.$eval('.chart svg', (svg) => svg.outerHTML);
  expect(dark).toBe('rgb(22, 26, 34)');
  await page.click('button.theme');
  expect(await ground(page)).toBe('rgb(255, 255, 255)');
  expect(await page.$eval('.chart svg', (svg) => svg.outerHTML)).not.toBe(inDark);
  await page.click('button.theme');
  expect(await ground(page)).toBe(dark);
  expect(troubles).toEqual([]);
});

test('a phone shows all of it without scrolling sideways', async () => {
  const { page, troubles } = await open(PHONE);
  await openAll(page);
  await scrollThrough(page);
  const { wide, charts } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    charts: [...document.querySelectorAll('.chart svg')].map((svg) => svg.getBoundingClientRect().right),
  }));
  expect(wide).toBeLessThanOrEqual(390);
  expect(Math.max(...charts)).toBeLessThanOrEqual(390);
  expect(troubles).toEqual([]);
});

test('a phone shows every figure of a table with its name, none beyond the edge of the screen', async () => {
  const { page } = await open(PHONE);
  const cells = await page.$$eval('tbody td.number', (all) =>
    all.map((cell) => {
      const { left, right, height } = cell.getBoundingClientRect();
      const name = getComputedStyle(cell, '::before').content;
      return {
        isSeen: left >= 0 && right <= innerWidth && height > 10,
        name,
        wide: cell.scrollWidth - cell.clientWidth,
      };
    }),
  );
  expect(cells.length).toBeGreaterThan(100);
  expect(cells.filter(({ isSeen, name, wide }) => !isSeen || name.length < 4 || wide > 0)).toEqual([]);
});

test('a long name takes lines instead of the width of the figures', async () => {
  const { page } = await open(DESKTOP);
  const widths = await page.$$eval('table.runs td .text', (all) => all.map(({ clientWidth }) => clientWidth));
  expect(Math.max(...widths)).toBeLessThan(250);
});

test('charts take the width that a turned phone gives them', async () => {
  const { page } = await open(PHONE);
  await page.$eval('.chart', (box) => box.scrollIntoView());
  await page.waitForSelector('.chart svg');
  await page.setViewport({ ...PHONE, width: 844, height: 390 });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.chart svg')].some((svg) => svg.clientWidth > 390),
  );
});

test('an image of the whole page shows charts as wide as they were', async () => {
  const { page } = await open(DESKTOP);
  await page.$eval('.chart', (box) => box.scrollIntoView());
  await page.waitForSelector('.chart svg');
  const widths = () => page.$$eval('.chart svg', (all) => all.map((svg) => svg.getAttribute('width')));
  // A frame tells the page what came into view or changed its width; it has drawn that at the next.
  const frames = () =>
    page.evaluate(async () => {
      for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  await frames();
  const before = await widths();
  // Chromium makes the page 0 px wide for a moment and takes the image before it has its width again.
  await page.$$eval('.charts', (all) => {
    for (const charts of all as HTMLElement[]) charts.style.width = '0';
  });
  await frames();
  expect(await widths()).toEqual(before);
});

test('on paper every chart is there, in the light theme, none cut', async () => {
  const { page, troubles } = await open(DESKTOP, 'dark');
  const charts = await page.$$eval('.chart', (all) => all.length);
  await page.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(window, { seen });
    // Runs after the page's own listener.
    window.addEventListener('beforeprint', () => {
      for (const box of document.querySelectorAll('.chart')) {
        const { width, right } = box.getBoundingClientRect();
        const svg = box.querySelector('svg');
        seen.push({
          drawn: svg !== null,
          fits: svg !== null && svg.clientWidth <= width + 1 && right <= 701,
        });
      }
    });
  });
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const seen = (await page.evaluate('window.seen')) as { drawn: boolean; fits: boolean }[];
  expect(seen).toHaveLength(charts);
  expect(seen.every(({ drawn, fits }) => drawn && fits)).toBe(true);
  const pages = (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g) ?? []
  ).length;
  expect(pages).toBeGreaterThan(5);
  // What was closed is closed again, and the theme is the reader's.
  expect(await page.$$eval('details[open]', (all) => all.length)).toBe(0);
  expect(await ground(page)).toBe('rgb(22, 26, 34)');
  expect(troubles).toEqual([]);
});

test('tables fit a page on its side', async () => {
  const { page } = await open({ width: 1047, height: 740 });
  await page.emulateMediaType('print');
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const widths = await page.$$eval('table', (all) => all.map((table) => table.offsetWidth));
  expect(widths).toHaveLength(3);
  expect(Math.max(...widths)).toBeLessThanOrEqual(1047);
});

test('without scripts the tables are there, and the images are described and named', async () => {
  const { page } = await open(DESKTOP, 'light', false);
  expect(await page.$$eval('table.runs tbody tr', (all) => all.length)).toBe(5);
  const text = await page.$eval('main', (main) => main.textContent);
  expect(text).toContain('The image is in charts/models.svg.');
});
