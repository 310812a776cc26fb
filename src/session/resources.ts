/** What a session holds, released in reverse order. */
export class Resources {
  readonly #releases: (() => unknown)[] = [];

  /** @param release called once; may return a promise */
  add(release: () => unknown): void {
    this.#releases.push(release);
  }

  /** Releases everything, also where a release fails. Safe to call twice.
   *  @returns what failed, in the order in which it did */
  async release(): Promise<readonly unknown[]> {
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
