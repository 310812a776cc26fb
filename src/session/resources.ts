/** The resources of a session, released in reverse order. */
export class Resources {
  readonly #releases: (() => unknown)[] = [];
  #releasing: Promise<unknown> = Promise.resolve();

  /** @param release called once; may return a promise */
  add(release: () => unknown): void {
    this.#releases.push(release);
  }

  /** Releases everything, also where a release fails. Safe to call twice: the second call waits for the first.
   *  @returns what failed, in the order in which it did */
  release(): Promise<readonly unknown[]> {
    const released = this.#releasing.then(() => this.#releaseAll());
    this.#releasing = released;
    return released;
  }

  async #releaseAll(): Promise<readonly unknown[]> {
    const errors: unknown[] = [];
    for (let release = this.#releases.pop(); release; release = this.#releases.pop()) {
      try {
        await release();
      } catch (error) {
        errors.push(error);
      }
    }
    return errors;
  }
}
