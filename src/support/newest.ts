/** Keeps the values that were used last, so that they are not made again; they must not change. */
export class Newest<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();

  /** @param most values that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param make called where the key's value is not there; what it throws is passed on and nothing kept */
  get(key: string, make: () => V): V {
    const value = this.#values.has(key) ? this.#values.get(key)! : make();
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!);
    return value;
  }
}
