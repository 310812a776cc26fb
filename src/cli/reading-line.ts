import type { TextSink } from '../support/terminal';

/** A file that is read faster needs no progress. */
const PATIENCE_MS = 500;
const INTERVAL_MS = 100;

/** How much of a file has been read, rewritten in place; on terminals alone. */
export class ReadingLine {
  private file: string | null = null;
  private since_ms = 0;
  private shown_ms = 0;
  private open = false;

  constructor(
    private readonly sink: TextSink,
    private readonly now_ms: () => number,
  ) {}

  /** @param share 0 to 1 */
  show(file: string, share: number): void {
    if (!this.sink.isTTY) return;
    const now_ms = this.now_ms();
    if (file !== this.file) {
      this.file = file;
      this.since_ms = now_ms;
    }
    if (now_ms - this.since_ms < PATIENCE_MS || now_ms - this.shown_ms < INTERVAL_MS) return;
    this.shown_ms = now_ms;
    const text = `${(100 * share).toFixed(0).padStart(3)} %  ${file}`;
    this.sink.write(`\r\x1b[2K${text.slice(0, Math.max(10, (this.sink.columns ?? 100) - 1))}`);
    this.open = true;
  }

  clear(): void {
    if (this.open) this.sink.write('\r\x1b[2K');
    this.open = false;
  }
}
