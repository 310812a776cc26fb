import { roundPercent } from '../percent';
import { StatusLine } from './status-line';
import type { TextSink } from './text-sink';

/** A file that is read faster needs no progress. */
const PATIENCE_MS = 500;

/** How much of a file has been read, on terminals only. */
export class ReadingLine {
  readonly #line: StatusLine;
  readonly #now_ms: () => number;
  #file: string | null = null;
  #since_ms = 0;

  constructor(sink: TextSink, now_ms: () => number) {
    this.#line = new StatusLine(sink, { now_ms });
    this.#now_ms = now_ms;
  }

  /** @param share 0 to 1 */
  show(file: string, share: number): void {
    const now_ms = this.#now_ms();
    if (file !== this.#file) {
      this.#file = file;
      this.#since_ms = now_ms;
    }
    if (now_ms - this.#since_ms < PATIENCE_MS) return;
    this.#line.show(() => `${String(roundPercent(100 * share, 0)).padStart(3)} %  ${file}`);
  }

  clear(): void {
    this.#line.clear();
  }
}
