import type { ModelCard } from '../config/model-card';
import { type BrainError, messageOf } from '../errors';
import { LiveReplay } from '../live/live-replay';
import type { Opinions } from '../replay/models/opinions';
import type { Recording } from '../replay/recording';
import { escapeText } from '../support/terminal/escape';
import { writeCodes } from '../support/terminal/text-sink';
import { estimateLeft_s } from '../support/terminal/time-left';
import type { Invocation } from './io';
import { openLive } from './open-live';
import type { LiveOptions } from './options/live';
import { printError } from './print';

/** Keeps the process while pages are served: days. */
const PERIOD_ms = 2 ** 30;
/** Least time between two messages of how far models are. */
const PROGRESS_ms = 500;

export interface ShownReplayOptions {
  readonly recordings: readonly Recording[];
  /** Models that will run over the images. */
  readonly asked: readonly ModelCard[];
  readonly live: LiveOptions;
}

type Log = { info(line: string): void; warn(line: string): void };

/** Recordings on a page. */
export class ShownReplay {
  readonly #replay: LiveReplay;
  readonly #log: Log;
  readonly #started_ms = performance.now();
  #told_ms = Number.NEGATIVE_INFINITY;

  private constructor(replay: LiveReplay, log: Log) {
    this.#replay = replay;
    this.#log = log;
  }

  /** @throws ConfigurationError when its address cannot be had */
  static async open(
    { recordings, asked, live }: ShownReplayOptions,
    cli: Invocation,
  ): Promise<ShownReplay | null> {
    const log: Log = {
      info: (line: string) => writeCodes(cli.stderr, `${escapeText(line)}\n`),
      warn: (line: string) => printError(cli, `warning: ${line}`),
    };
    const server = await openLive({ ...live, live: live.live ?? true }, cli, log, { priority: 'normal' });
    if (server === null) return null;
    const replay = new LiveReplay({ server, recordings, opinions: null, asked });
    return new ShownReplay(replay, log);
  }

  /** @param share of the images that models have answered */
  showProgress(share: number): void {
    const now_ms = performance.now();
    if (now_ms - this.#told_ms < PROGRESS_ms) return;
    this.#told_ms = now_ms;
    this.#replay.showProgress(share, estimateLeft_s(now_ms - this.#started_ms, share));
  }

  showOpinions(opinions: Opinions): void {
    this.#replay.showOpinions(opinions);
  }

  /** Says why a model answers nothing, here and on the page. */
  showLost(error: BrainError, card: ModelCard): void {
    const [line = ''] = messageOf(error).split('\n');
    this.#replay.showLost(line, card);
    this.#log.warn(`${line}; the page goes on without that model`);
  }

  /** Resolves when the signal is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    this.#log.info('Ctrl-C ends it');
    const kept = setInterval(() => {}, PERIOD_ms);
    try {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      clearInterval(kept);
    }
  }

  /** Tells pages the end. */
  close(): Promise<void> {
    return this.#replay.close();
  }
}
