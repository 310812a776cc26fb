/** A camera that keeps failing for new reasons must not fill memory or the log. */
const MOST_REASONS = 100;

/** Why frames were rejected: each reason is reported once. */
export class Rejections {
  readonly #reasons = new Set<string>();
  readonly #report: (reason: string) => void;

  constructor(report: (reason: string) => void) {
    this.#report = report;
  }

  add(reason: string): void {
    if (this.#reasons.has(reason) || this.#reasons.size >= MOST_REASONS) return;
    this.#reasons.add(reason);
    this.#report(reason);
  }
}
