import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
/** Longer than a busy machine takes to start Chromium, or to print all charts of a report. */
export const PATIENCE_ms = 100_000;

/** Starts the Chromium of this machine, without a window.
 *  @param hearsRequests whether its pages emit `request` events. Chromium then also reports every message of a WebSocket, images
 *  included: a process that drives at full speed reads these more slowly than they come. */
export function launchChromium({ hearsRequests = false } = {}): Promise<Browser> {
  // Containers have little of the shared memory that it would take for its pages.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  return puppeteer.launch({
    executablePath: CHROMIUM!,
    args,
    timeout: PATIENCE_ms,
    networkEnabled: hearsRequests,
  });
}
