/**
 * Makes the image of an experiment's page for docs/live.md: the page while the experiment drives.
 *
 *     npm run experiment:image [-- OPTIONS]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import { PACKAGE_ROOT } from '../src/support/paths';
import { launchChromium, PATIENCE_ms } from './support/chromium';
import { positiveNumber, program, runProgram } from './support/program';

const QUALITY = 85;
const MAIN = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');

interface Options {
  readonly out: string;
  readonly file: string;
  readonly done: number;
  readonly width: number;
  readonly dark?: true;
}

/** Drives an experiment, takes the image when enough runs are done, and ends it. */
async function takeImage({ out, file, done, width, dark }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-image-'));
  const args = [MAIN, 'experiment', path.resolve(file), '--live', '0'];
  const driven = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(10 * PATIENCE_ms);
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    await page.goto(await addressOf(driven));
    await untilDone(page, done);
    await page.screenshot({ path: out, type: 'webp', quality: QUALITY, fullPage: true });
  } finally {
    await browser.close();
    driven.kill('SIGINT');
    await once(driven, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${out}\n`);
}

function addressOf({ stderr }: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [, address] = /live page: (\S+)/.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
    stderr!.on('end', () => reject(new Error(text)));
  });
}

/** Enough runs are done, a cell is open, and two cars are on their way. */
async function untilDone(page: Page, done: number): Promise<void> {
  await page.waitForSelector('.cell');
  await page.click('.cell');
  await page.waitForFunction(
    `Number.parseInt(document.querySelector('[data-figure=done]').textContent) >= ${done}`,
  );
  await page.waitForFunction(
    "[...document.querySelectorAll('.driven')].filter((path) => path.getAttribute('d').length > 1500).length > 1",
  );
}

const command = program('npm run experiment:image --', "make the image of an experiment's page")
  .option('--out <file>', 'WebP', path.join('docs', 'live-experiment.webp'))
  .option('--file <file>', 'experiment file', path.join('examples', 'experiment', 'first.yml'))
  .option('--done <number>', 'runs that are done when it is taken', positiveNumber, 14)
  .option('--width <px>', 'width of the page', positiveNumber, 1440)
  .option('--dark', 'in the dark theme')
  .action(takeImage);

void runProgram(command);
