import type { TextSink } from '../support/terminal';

const INTERVAL_MS = 100;
const CELLS = 20;

/** One line that says how far a long job is, rewritten in place on a terminal; elsewhere it says nothing. */
export class ShareLine {
  private shown_ms = Number.NEGATIVE_INFINITY;
  private open = false;

  constructor(
    private readonly sink: TextSink,
    private readonly now_ms: () => number = () => performance.now(),
  ) {}

  /** @param share how much is done, 0 to 1 */
  show(share: number, doing: string): void {
    if (!this.sink.isTTY || this.now_ms() - this.shown_ms < INTERVAL_MS) return;
    this.shown_ms = this.now_ms();
    const filled = Math.round(CELLS * Math.min(1, Math.max(0, share)));
    const percent = (100 * share).toFixed(0).padStart(3);
    const text = `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${percent} %  ${doing}`;
    // A line longer than the terminal would wrap and could not be taken back; some terminals say they have none.
    this.sink.write(`\r\x1b[2K${text.slice(0, Math.max(10, (this.sink.columns || 100) - 1))}`);
    this.open = true;
  }

  clear(): void {
    if (this.open) this.sink.write('\r\x1b[2K');
    this.open = false;
  }
}
