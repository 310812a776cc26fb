/** Work that nodes of one process do for each other, each piece in an event loop turn of its own and in the order in
 *  which it was requested: no callback runs inside the call that caused it, as over sockets. */
export class TaskQueue {
  #pending = 0;
  #waiting: (() => void)[] = [];

  post(task: () => void): void {
    this.#pending += 1;
    setImmediate(() => {
      try {
        task();
      } finally {
        this.#pending -= 1;
        if (this.#pending === 0) for (const done of this.#waiting.splice(0)) done();
      }
    });
  }

  /** Counts `work` as not done until it has settled and whatever awaits it has run. */
  hold(work: Promise<unknown>): void {
    this.#pending += 1;
    const done = () => {
      this.post(() => {});
      this.#pending -= 1;
    };
    work.then(done, done);
  }

  /** Resolves when nothing is left to do, including what tasks have added meanwhile. */
  settled(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
