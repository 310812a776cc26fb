import type { ShutdownRequest } from './transport';

/** Keeps requests to shut a node down until somebody listens. */
export class ShutdownRequests {
  readonly #wanted = new AbortController();
  readonly #handlers: [NodeJS.Signals, () => void][] = [];
  #listeners: ((request: ShutdownRequest) => void)[] = [];
  #first: ShutdownRequest | null = null;
  /** What happens when nobody listens. */
  fallback: () => void = () => {};

  constructor(handleSignals: boolean) {
    if (!handleSignals) return;
    for (const by of ['SIGINT', 'SIGTERM'] as const) {
      const handler = () => this.request({ by, reason: by });
      process.on(by, handler);
      this.#handlers.push([by, handler]);
    }
  }

  get signal(): AbortSignal {
    return this.#wanted.signal;
  }

  request(request: ShutdownRequest): void {
    if (this.#first) return;
    this.#first = request;
    this.#wanted.abort();
    for (const listener of this.#listeners) listener(request);
    if (this.#listeners.length === 0) this.fallback();
  }

  listen(listener: (request: ShutdownRequest) => void): void {
    this.#listeners.push(listener);
    if (this.#first) listener(this.#first);
  }

  close(): void {
    this.#listeners = [];
    for (const [by, handler] of this.#handlers) process.removeListener(by, handler);
  }
}
