type Listener = (event: never) => unknown;

/** Typed events; listeners are called in the order in which they were added. */
export class EventSource<Events> {
  readonly #listeners = new Map<keyof Events, Set<Listener>>();
  readonly #onError: (error: unknown) => void;

  /** @param onError takes what a listener throws, or an async one rejects with; the other listeners are still
   *    called */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** @returns a function that removes the listener */
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    const entry: Listener = (event) => listener(event);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(entry));
    return () => listeners.delete(entry);
  }

  /** Whether there are listeners: without any, an event that is costly to make need not be made. */
  has(name: keyof Events): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        const answer: unknown = listener(event as never);
        if (answer instanceof Promise) answer.catch(this.#onError);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
