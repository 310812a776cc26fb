/**
 * Makes the image of the live page for docs/live.md: a page that shows a drive in the built-in world.
 *
 *     npm run live:image [-- OPTIONS]
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import { LiveServer } from '../src/live/live-server';
import { LiveSession } from '../src/live/live-session';
import { Session } from '../src/session/session';
import { launchChromium, PATIENCE_ms } from './support/chromium';
import { positiveNumber, program, runProgram } from './support/program';

const QUALITY = 85;
const CROP = '.picture.crop canvas[aria-label*="with the pixels that moved the command"]';

interface Options {
  readonly out: string;
  readonly brain: string;
  readonly circuit: string;
  readonly percent: number;
  readonly width: number;
  readonly dark?: true;
}

/** Drives in real time, and takes the image on the way. */
async function takeImage({ out, brain, circuit, percent, width, dark }: Options): Promise<void> {
  const log = { info: () => {}, warn: (line: string) => void process.stderr.write(`${line}\n`) };
  const session = new Session({ world: 'ros', brain, circuit, laps: 2, out: null, startPaused: true });
  const server = await LiveServer.open({
    place: { host: '127.0.0.1', port: 0, orFree: true, token: null },
    log,
  });
  const shown = new LiveSession(session, server);
  const browser = await launchChromium();
  try {
    await session.start();
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_ms);
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    await page.goto(server.address);
    await drive(page, session, percent);
    mkdirSync(path.dirname(out), { recursive: true });
    await page.screenshot({ path: out, type: 'webp', quality: QUALITY, fullPage: true });
  } finally {
    await browser.close();
    await session.end();
    await shown.close();
  }
  process.stdout.write(`${out}\n`);
}

async function drive(page: Page, session: Session, percent: number): Promise<void> {
  await page.click('[type=checkbox]');
  const there = new Promise<void>((resolve) => {
    session.on('metrics', ({ percent: driven }) => {
      if ((driven ?? 0) >= percent) resolve();
    });
  });
  await page.click('[data-action=resume]');
  await page.waitForSelector(CROP);
  await there;
}

const command = program('npm run live:image --', 'make the image of the live page')
  .option('--out <file>', 'WebP', path.join('docs', 'live.webp'))
  .option('--brain <name>', 'brain', 'pilotnet')
  .option('--circuit <name>', 'circuit', 'simple_circuit')
  .option('--percent <number>', 'share of two laps at which it is taken', positiveNumber, 85)
  .option('--width <px>', 'width of the page', positiveNumber, 1440)
  .option('--dark', 'in the dark theme')
  .action(takeImage);

void runProgram(command);
