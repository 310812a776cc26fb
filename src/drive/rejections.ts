import type { DriveCounts } from './drive-counts';

/** A camera that keeps failing for new reasons must not fill memory or the log. */
const MOST_REASONS = 100;

/** Counts rejected frames. Each reason is reported once. */
export class Rejections {
  readonly #reasons = new Set<string>();
  readonly #counts: Pick<DriveCounts, 'received' | 'rejected'>;
  readonly #report: (reason: string) => void;

  constructor(counts: Pick<DriveCounts, 'received' | 'rejected'>, report: (reason: string) => void) {
    this.#counts = counts;
    this.#report = report;
  }

  add(reason: string): void {
    this.#counts.received += 1;
    this.#counts.rejected += 1;
    if (this.#reasons.has(reason) || this.#reasons.size >= MOST_REASONS) return;
    this.#reasons.add(reason);
    this.#report(reason);
  }
}
