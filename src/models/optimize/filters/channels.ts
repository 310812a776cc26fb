/**
 * Channels of a network by number, and which of them can only go together: a sum of two branches ties the channels
 * on both sides. Union-find.
 */
export class Channels {
  readonly #parents: number[] = [];
  readonly #fixed: boolean[] = [];
  readonly #scores: number[] = [];

  /** New channels, one for each score (what is lost with it). */
  add(scores: ArrayLike<number>): Int32Array {
    const first = this.#parents.length;
    for (let i = 0; i < scores.length; i++) {
      this.#parents.push(first + i);
      this.#fixed.push(false);
      this.#scores.push(scores[i]!);
    }
    return Int32Array.from({ length: scores.length }, (_, i) => first + i);
  }

  /** The channel that stands for all that are tied to this one. */
  root(channel: number): number {
    let at = channel;
    while (this.#parents[at] !== at) at = this.#parents[at]!;
    this.#parents[channel] = at;
    return at;
  }

  tie(a: number, b: number): void {
    const [to, from] = [this.root(a), this.root(b)];
    if (to === from) return;
    this.#parents[from] = to;
    this.#fixed[to] ||= this.#fixed[from]!;
    this.#scores[to] = this.#scores[to]! + this.#scores[from]!;
  }

  /** These channels must stay. */
  fix(channels: Iterable<number>): void {
    for (const channel of channels) if (channel >= 0) this.#fixed[this.root(channel)] = true;
  }

  isFixed(channel: number): boolean {
    return this.#fixed[this.root(channel)]!;
  }

  score(channel: number): number {
    return this.#scores[this.root(channel)]!;
  }
}
