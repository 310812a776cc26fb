/**
 * The channels of a network, numbered, and which of them can only be removed together: adding two branches ties
 * their channels. A union-find structure.
 */
export class Channels {
  readonly #parents: number[] = [];
  readonly #fixed: boolean[] = [];
  readonly #scores: number[] = [];

  /** Adds a channel for each score, its importance. @returns the numbers of the new channels */
  add(scores: ArrayLike<number>): Int32Array {
    const first = this.#parents.length;
    for (let i = 0; i < scores.length; i++) {
      this.#parents.push(first + i);
      this.#fixed.push(false);
      this.#scores.push(scores[i]!);
    }
    return Int32Array.from({ length: scores.length }, (_, i) => first + i);
  }

  /** The representative of all channels tied to this one. */
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

  /** Marks channels that must not be removed. */
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
