import type { Browser, Page, Viewport } from 'puppeteer-core';
import { PATIENCE_ms } from '../../../scripts/support/chromium';

export const DESKTOP: Viewport = { width: 1280, height: 900 };
export const PHONE: Viewport = { width: 390, height: 844, isMobile: true, hasTouch: true };

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
