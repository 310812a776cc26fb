import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page, type Viewport } from 'puppeteer-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
/** Longer than a busy machine takes to start Chromium, or to print all charts. */
export const PATIENCE_ms = 100_000;

export const DESKTOP: Viewport = { width: 1280, height: 900 };
export const PHONE: Viewport = { width: 390, height: 844, isMobile: true, hasTouch: true };

export function launchChromium(): Promise<Browser> {
  // Containers have little of the shared memory that it would take for its pages.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  return puppeteer.launch({ executablePath: CHROMIUM!, args, timeout: PATIENCE_ms });
}

/** An empty page in front. @param troubles gets complaints on its console */
export async function openPage(
  browser: Browser,
  viewport: Viewport,
  scheme: 'light' | 'dark',
  troubles: string[],
): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_ms);
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  // A page behind another one gets no animation frames.
  await page.bringToFront();
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  return page;
}
