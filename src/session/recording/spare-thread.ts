import type { Worker } from 'node:worker_threads';
import type { ToRecordingThread } from './channels';

/** So long a thread waits for another recording: longer than it takes to open the next session. */
const KEPT_MS = 10_000;

/**
 * Room for one thread that has completed its recording: a process that drives run after run starts it once, since loading
 * and compiling its program takes longer than recording a lap. It does not keep the process alive.
 */
export class SpareThread {
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** Takes the thread out, if there is one. */
  take(): Worker | null {
    const worker = this.#worker;
    if (worker === null) return null;
    this.#forget();
    worker.ref();
    return worker;
  }

  /** Takes a thread that is free and that nobody listens to; ends it where there is one already, or none is needed for
   *  some seconds. */
  keep(worker: Worker): void {
    worker.unref();
    if (this.#worker !== null) {
      end(worker);
      return;
    }
    this.#worker = worker;
    worker.on('exit', this.#forget);
    worker.on('error', this.#forget);
    this.#timer = setTimeout(() => {
      this.#forget();
      end(worker);
    }, KEPT_MS);
    this.#timer.unref();
  }

  #forget = (): void => {
    this.#worker?.off('exit', this.#forget);
    this.#worker?.off('error', this.#forget);
    this.#worker = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  };
}

function end(worker: Worker): void {
  worker.postMessage({ type: 'end' } satisfies ToRecordingThread);
}
