import { escapeControls } from '../../errors';
import { type TextSink, writeCodes } from './text-sink';

export interface StatusLineOptions {
  /** Least time between two texts on a terminal. Default 100 ms. */
  readonly interval_ms?: number;
  /** Period of separate lines elsewhere (a log, a pipe); null writes nothing there. Default null. */
  readonly logInterval_ms?: number | null;
  /** Monotonic clock. Default: performance.now. */
  readonly now_ms?: () => number;
}

const START_OF_EMPTY_LINE = '\r\x1b[2K';
const USUAL_COLUMNS = 100;

/** One line of text that is rewritten in place on a terminal. */
export class StatusLine {
  readonly #sink: TextSink;
  readonly #interval_ms: number | null;
  readonly #now_ms: () => number;
  #shown_ms = Number.NEGATIVE_INFINITY;
  #isOpen = false;

  constructor(sink: TextSink, options: StatusLineOptions = {}) {
    const { interval_ms = 100, logInterval_ms = null, now_ms = () => performance.now() } = options;
    this.#sink = sink;
    this.#interval_ms = sink.isTTY ? interval_ms : logInterval_ms;
    this.#now_ms = now_ms;
  }

  /** @param text called only when it is time to write */
  show(text: () => string): void {
    if (this.#interval_ms === null) return;
    const now_ms = this.#now_ms();
    if (now_ms - this.#shown_ms < this.#interval_ms) return;
    this.#shown_ms = now_ms;
    if (!this.#sink.isTTY) {
      this.#sink.write(`${text()}\n`);
      return;
    }
    // A line longer than the terminal would wrap and could not be removed. Some terminals report 0 columns.
    const room = Math.max(10, (this.#sink.columns || USUAL_COLUMNS) - 1);
    writeCodes(this.#sink, START_OF_EMPTY_LINE + escapeControls(text()).slice(0, room));
    this.#isOpen = true;
  }

  /** Removes the line so that something else can be written; the next `show` brings it back. */
  clear(): void {
    if (this.#isOpen) writeCodes(this.#sink, START_OF_EMPTY_LINE);
    this.#isOpen = false;
  }
}
