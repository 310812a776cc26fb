import { clamp } from '../numbers';
import { roundPercent } from '../percent';
import { StatusLine } from './status-line';
import type { TextSink } from './text-sink';

const CELLS = 20;

/** A bar of 20 characters. @param share 0 to 1; more and less are cut */
export function formatBar(share: number): string {
  const filled = Math.round(CELLS * clamp(share, 0, 1));
  return '█'.repeat(filled) + '░'.repeat(CELLS - filled);
}

/** The progress of a long job, on terminals only. */
export class ProgressBar {
  readonly #line: StatusLine;

  constructor(sink: TextSink, now_ms?: () => number) {
    this.#line = new StatusLine(sink, now_ms && { now_ms });
  }

  /** @param share how much is done, 0 to 1 */
  show(share: number, doing: string): void {
    this.#line.show(
      () => `${formatBar(share)} ${String(roundPercent(100 * share, 0)).padStart(3)} %  ${doing}`,
    );
  }

  clear(): void {
    this.#line.clear();
  }
}
