import '../inference/no-telemetry';
import { Worker } from 'node:worker_threads';
import {
  BrainError,
  ConfigurationError,
  GaveUpError,
  ModelError,
  ProviderError,
  RestartError,
} from '../../errors';
import { builtFile } from '../../support/paths';
import { endThread } from '../../support/stuck-threads';
import type { Brain, BrainOutput, Frame, NetworkImage } from '../../types';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages';

/** The thread runs compiled code, even if this file runs from its source (tests). */
const WORKER_FILE = builtFile('drive', 'brains', 'brain-worker.js');

const MOST_REVIVALS = 3;
/** A thread that native code holds goes on, and keeps a core busy. */
const MOST_RESTARTS = 3;
/** Building a TensorRT engine takes minutes on small GPUs; a module that never returns must not be waited for. */
const LONGEST_START_MS = 300_000;

const ERROR_CLASSES = { ConfigurationError, ModelError, ProviderError, BrainError } as const;

/**
 * A brain in a thread of its own, so that a slow model, or a brain that never returns, blocks neither the topics nor the
 * watchdog that stops the car. Frames are passed in shared memory.
 */
export class WorkerBrain implements Brain {
  #worker: Worker;
  readonly #start: WorkerStart;
  #pixels = new SharedArrayBuffer(0);
  #view = new Uint8Array(this.#pixels);
  #pending: { resolve: (output: BrainOutput) => void; reject: (error: Error) => void } | null = null;
  /** Callers that wait for an image, in the order of their requests. */
  readonly #lookers: ((image: NetworkImage | null) => void)[] = [];
  #dead: Error | null = null;
  #closed = false;
  #revivals = 0;
  #restarts = 0;

  private constructor(
    worker: Worker,
    start: WorkerStart,
    readonly name: string,
    readonly model: string | null,
    readonly provider: string | null,
    /** Measured by the thread at its start. */
    readonly typicalStep_ms: number | null,
    readonly opening_ms: number,
  ) {
    this.#worker = worker;
    this.#start = start;
    this.#listen();
  }

  /** Resolves once the brain is loaded, checked and warmed up.
   *  @throws the error of the brain's thread, with the same class */
  static async open(start: WorkerStart): Promise<WorkerBrain> {
    const { worker, ready } = await startWorker(start);
    const { name, model, provider, typicalStep_ms, opening_ms } = ready;
    return new WorkerBrain(worker, start, name, model, provider, typicalStep_ms, opening_ms);
  }

  async warmUp(): Promise<void> {
    // The thread warms its brain up before it reports that it is ready.
  }

  decide(frame: Frame): Promise<BrainOutput> {
    if (this.#dead) return Promise.reject(this.#dead);
    if (this.#pending) return Promise.reject(new BrainError('the brain is still busy with another frame'));
    const { data, arrival_ms: _, ...format } = frame;
    if (this.#view.length < data.length) {
      this.#pixels = new SharedArrayBuffer(data.length);
      this.#view = new Uint8Array(this.#pixels);
    }
    this.#view.set(data);
    const message: ToWorker = { type: 'frame', pixels: this.#pixels, bytes: data.length, ...format };
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  look(): Promise<NetworkImage | null> {
    if (this.#dead) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#lookers.push(resolve);
      this.#worker.postMessage({ type: 'look' } satisfies ToWorker);
    });
  }

  /** Gives up on a brain that does not return and restarts it; its frame's promise rejects.
   *  @throws BrainError when that has happened too often */
  async restart(): Promise<void> {
    if (this.#restarts >= MOST_RESTARTS) {
      throw new BrainError(`it did not answer a frame, and was restarted ${this.#restarts} times already`);
    }
    this.#restarts += 1;
    this.#dead = new RestartError('the brain did not answer and was restarted');
    // A thread that native code holds does not end, and reports nothing.
    this.#settle(this.#dead);
    await endThread(this.#worker);
    await this.#begin();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#dead) return;
    this.#dead = new BrainError('the brain is closed');
    const closed = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 1000);
      this.#worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#worker.postMessage({ type: 'close' } satisfies ToWorker);
    await closed;
    await endThread(this.#worker);
  }

  #listen(): void {
    const worker = this.#worker;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'command') {
        const { type: _, ...output } = message;
        const pending = this.#pending;
        this.#pending = null;
        pending?.resolve(output);
      } else if (message.type === 'image') {
        this.#lookers.shift()?.(message.image);
      } else if (message.type === 'failure') {
        this.#settle(message.gaveUp ? new GaveUpError(message.message) : new BrainError(message.message));
      }
    });
    const die = (reason: string) => {
      if (worker !== this.#worker) return;
      const closing = this.#dead !== null;
      this.#dead ??= new RestartError(`the brain's thread ended: ${reason}`);
      this.#settle(this.#dead);
      if (!closing) void this.#revive(this.#dead.message);
    };
    worker.on('error', (error) => die(error.message));
    worker.on('exit', (code) => die(`exit code ${code}`));
  }

  /** A thread that ended by itself is restarted, a few times. */
  async #revive(reason: string): Promise<void> {
    try {
      if (this.#revivals >= MOST_REVIVALS) throw new BrainError('it has ended too often');
      this.#revivals += 1;
      await this.#begin();
    } catch {
      // It stays dead, and every frame is answered with the reason.
      this.#dead = new BrainError(reason);
    }
  }

  async #begin(): Promise<void> {
    const { worker } = await startWorker(this.#start);
    // The brain may have been closed meanwhile.
    if (this.#closed) {
      await endThread(worker);
      return;
    }
    this.#worker = worker;
    this.#dead = null;
    this.#listen();
  }

  #settle(error: Error): void {
    if (this.#dead) for (const looker of this.#lookers.splice(0)) looker(null);
    const pending = this.#pending;
    this.#pending = null;
    pending?.reject(error);
  }
}

type Ready = Extract<FromWorker, { type: 'ready' }>;

function startWorker(start: WorkerStart): Promise<{ worker: Worker; ready: Ready }> {
  const worker = new Worker(WORKER_FILE, { workerData: start, name: 'brain' });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => fail(new BrainError(`the brain was not ready after ${LONGEST_START_MS / 1000} s`)),
      LONGEST_START_MS,
    );
    timer.unref();
    const fail = (error: Error) => {
      release();
      void worker.terminate();
      reject(error);
    };
    const onError = (error: Error) => fail(new BrainError(`the brain's thread failed: ${error.message}`));
    const onExit = (code: number) => fail(new BrainError(`the brain's thread ended with code ${code}`));
    const onMessage = (message: FromWorker) => {
      if (message.type === 'ready') {
        release();
        resolve({ worker, ready: message });
      } else if (message.type === 'start_failure') {
        const known = Object.entries(ERROR_CLASSES).find(([name]) => name === message.errorName);
        fail(new (known?.[1] ?? BrainError)(message.message));
      }
    };
    // Not removeAllListeners: a worker sends nothing without the listeners that Node itself adds.
    const release = () => {
      clearTimeout(timer);
      worker.off('error', onError);
      worker.off('exit', onExit);
      worker.off('message', onMessage);
    };
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.on('message', onMessage);
  });
}
