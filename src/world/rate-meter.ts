const NOTES = 10;

/** Rate at which a count grows, over its last ten notes. */
export class RateMeter {
  readonly #notes: { readonly at_ms: number; readonly count: number }[] = [];

  note(at_ms: number, count: number): void {
    this.#notes.push({ at_ms, count });
    if (this.#notes.length > NOTES) this.#notes.shift();
  }

  reset(): void {
    this.#notes.length = 0;
  }

  /** Null before two notes. */
  perSecond(): number | null {
    const first = this.#notes[0];
    const last = this.#notes.at(-1);
    if (first === undefined || last === undefined) return null;
    const seconds = (last.at_ms - first.at_ms) / 1000;
    return seconds > 0 ? (last.count - first.count) / seconds : null;
  }
}
