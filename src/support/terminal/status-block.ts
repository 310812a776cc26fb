import { escapeControls } from '../../errors';
import { type TextSink, writeCodes } from './text-sink';

const INTERVAL_MS = 200;
const USUAL_COLUMNS = 100;
const EMPTY_LINE = '\r\x1b[2K';
const UP = '\x1b[1A';

/** A few lines that are rewritten in place on a terminal; elsewhere nothing. */
export class StatusBlock {
  readonly #sink: TextSink;
  readonly #now_ms: () => number;
  #shown_ms = Number.NEGATIVE_INFINITY;
  /** Lines that stand on the terminal now. */
  #height = 0;

  /** @param now_ms monotonic clock */
  constructor(sink: TextSink, now_ms: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#now_ms = now_ms;
  }

  /** @param lines called only when it is time to write */
  show(lines: () => readonly string[]): void {
    if (this.#sink.isTTY !== true) return;
    const now_ms = this.#now_ms();
    if (now_ms - this.#shown_ms < INTERVAL_MS) return;
    this.#shown_ms = now_ms;
    // A line longer than the terminal would wrap and could not be removed.
    const room = Math.max(10, (this.#sink.columns || USUAL_COLUMNS) - 1);
    const shown = lines().map((line) => escapeControls(line).slice(0, room));
    writeCodes(this.#sink, `${this.#erased()}${shown.map((line) => `${line}\n`).join('')}`);
    this.#height = shown.length;
  }

  /** Removes the lines so that something else can be written; the next `show` brings them back at once. */
  clear(): void {
    if (this.#height > 0) writeCodes(this.#sink, this.#erased());
    this.#height = 0;
    this.#shown_ms = Number.NEGATIVE_INFINITY;
  }

  #erased(): string {
    return `${EMPTY_LINE}${(UP + EMPTY_LINE).repeat(this.#height)}`;
  }
}
