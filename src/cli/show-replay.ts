import { LiveReplay } from '../live/live-replay';
import type { Opinions } from '../replay/models/opinions';
import type { Recording } from '../replay/recording';
import { escapeText } from '../support/terminal/escape';
import { writeCodes } from '../support/terminal/text-sink';
import type { Invocation } from './io';
import { openLive } from './open-live';
import type { LiveOptions } from './options/live';
import { printError } from './print';

/** Keeps the process while pages are served: days. */
const PERIOD_ms = 2 ** 30;

export interface ShowReplayOptions {
  readonly recordings: readonly Recording[];
  readonly opinions: Opinions | null;
  readonly live: LiveOptions;
}

/** Shows recordings on a page until the signal is aborted.
 *  @throws ConfigurationError when its address cannot be had */
export async function showReplay(
  { recordings, opinions, live }: ShowReplayOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<void> {
  const log = {
    info: (line: string) => writeCodes(cli.stderr, `${escapeText(line)}\n`),
    warn: (line: string) => printError(cli, `warning: ${line}`),
  };
  const server = await openLive({ ...live, live: live.live ?? true }, cli, log, { priority: 'normal' });
  if (server === null) return;
  const replay = new LiveReplay({ server, recordings, opinions });
  log.info('Ctrl-C ends it');
  const kept = setInterval(() => {}, PERIOD_ms);
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    clearInterval(kept);
    await replay.close();
  }
}
