/** Whether somebody watches the runs as they drive: only then it is told where their cars are. */
export class Audience {
  readonly #listeners = new Set<(isWatching: boolean) => void>();
  #isWatching = false;

  get isWatching(): boolean {
    return this.#isWatching;
  }

  /** Begins and ends to watch. */
  watch(isWatching: boolean): void {
    if (isWatching === this.#isWatching) return;
    this.#isWatching = isWatching;
    for (const listener of this.#listeners) listener(isWatching);
  }

  /** @returns a function that removes the listener */
  onChange(listener: (isWatching: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
