import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ConfigurationError, messageOf } from '../errors';
import { builtFile } from '../support/paths';
import { endThread } from '../support/stuck-threads';
import { within } from '../support/within';
import type { FromLiveThread, LiveThreadStart, Place, ToLiveThread } from './feed/channel';
import { type FrameSlotMemory, frameSlotMemory } from './feed/frame-slot';
import { type SampleRingMemory, sampleRingMemory } from './feed/sample-ring';
import { ROW_COLUMNS } from './feed/samples';
import { TOKEN_PARAMETER } from './messages';
import { PLACE_FLAGS, type PlaceNames, pageAddress } from './place';

/** The thread's program is compiled code also where this file runs from its source (tests). */
const THREAD_FILE = builtFile('live', 'server', 'live-thread.js');
/** What the build makes of the page. */
const PAGE_FOLDER = builtFile('live', 'page');

/** A second of a fast lap in lockstep. */
const RING_ROWS = 8192;
/** As a browser needs on a poor network. */
const REQUEST_MS = 10_000;
/** Time for the last messages to leave. */
const CLOSE_MS = 5000;

export interface LiveServerOptions {
  readonly place: Place;
  /** Where Foxglove and Lichtblick connect; default nowhere. */
  readonly foxglove?: Place | null;
  readonly log: { info(line: string): void; warn(line: string): void };
  /** As the user names what the page is served by. Default the command line's. */
  readonly names?: PlaceNames;
  /** Folder of the page's files; by default those that the build made. */
  readonly files?: string;
  /** Of the thread that serves pages. Default `low`: a car that drives in this process comes first. Where every core drives, it
   *  would hardly come to work with that. */
  readonly priority?: LiveThreadStart['priority'];
  /** For a request to be complete. Default 10 s. */
  readonly request_ms?: number;
}

type Listener<T extends FromLiveThread['type']> = (message: Extract<FromLiveThread, { type: T }>) => void;

/** Serves live pages from a thread of its own. What it shows comes through `samples`, `frames` and `post`. */
export class LiveServer {
  readonly samples: SampleRingMemory;
  readonly frames: FrameSlotMemory;
  /** Differs for each server. */
  readonly id = randomUUID();
  readonly zero_ms = performance.now();
  readonly started_ms = Date.now();
  readonly #worker: Worker;
  readonly #place: Place;
  readonly #log: LiveServerOptions['log'];
  readonly #listeners: { [T in FromLiveThread['type']]?: Listener<T> } = {};
  #onGone: () => void = () => {};
  #port = 0;
  readonly #foxglove: Place | null;
  #foxglovePort: number | null = null;
  #closed = false;

  private constructor(
    worker: Worker,
    { place, foxglove = null, log }: LiveServerOptions,
    memory: Pick<LiveThreadStart, 'samples' | 'frames'>,
  ) {
    this.#worker = worker;
    this.#place = place;
    this.#foxglove = foxglove;
    this.#log = log;
    this.samples = memory.samples;
    this.frames = memory.frames;
  }

  /** Resolves once pages can be opened. @throws ConfigurationError when the address cannot be had */
  static async open(options: LiveServerOptions): Promise<LiveServer> {
    const { place, foxglove = null, names = PLACE_FLAGS, files = PAGE_FOLDER } = options;
    const { priority = 'low', request_ms = REQUEST_MS } = options;
    const memory = { samples: sampleRingMemory(ROW_COLUMNS, RING_ROWS), frames: frameSlotMemory() };
    // Threads inherit priority: those that all of the process share come from this one, not from the pages'.
    await stat(__dirname).catch(() => {});
    const how = { place, foxglove, names, files, priority, request_ms };
    const workerData: LiveThreadStart = { ...how, ...memory };
    const worker = new Worker(THREAD_FILE, { name: 'live', workerData });
    const server = new LiveServer(worker, options, memory);
    await server.#listen();
    return server;
  }

  /** Where a browser finds the page, with the token. */
  get address(): string {
    return pageAddress(this.#place, this.#port, TOKEN_PARAMETER);
  }

  /** Where Foxglove and Lichtblick connect, with the token; null where nobody asked for it. */
  get foxgloveAddress(): string | null {
    if (this.#foxglove === null || this.#foxglovePort === null) return null;
    return pageAddress(this.#foxglove, this.#foxglovePort, TOKEN_PARAMETER).replace(/^http/, 'ws');
  }

  /** One listener for each type. */
  on<T extends 'control' | 'hand' | 'left' | 'watched' | 'look'>(type: T, listener: Listener<T>): void {
    (this.#listeners as Record<string, unknown>)[type] = listener;
  }

  /** One listener, called when the thread of the pages has failed: nobody can be served any more. */
  onGone(listener: () => void): void {
    this.#onGone = listener;
  }

  info(line: string): void {
    this.#log.info(line);
  }

  /** Logs what the server's owner has to know, also after the thread of the pages has failed. */
  warn(line: string): void {
    this.#log.warn(line);
  }

  /** @param moved memory that is not copied, and is gone here */
  post(message: ToLiveThread, moved: readonly ArrayBuffer[] = []): void {
    if (!this.#closed) this.#worker.postMessage(message, moved);
  }

  /** Sends what is still to be sent, says goodbye to every page and frees the port. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.post({ type: 'close' });
    this.#closed = true;
    await within(CLOSE_MS, ended);
    await endThread(this.#worker);
  }

  #listen(): Promise<void> {
    const worker = this.#worker;
    const log = this.#log;
    return new Promise((resolve, reject) => {
      const fail = (line: string) => {
        if (this.#port === 0) {
          // It serves nobody, and would keep the process.
          void worker.terminate();
          reject(new ConfigurationError(line));
        } else if (!this.#closed) {
          this.#closed = true;
          log.warn(`the live page is gone: ${line}`);
          this.#onGone();
        }
        this.#closed = true;
      };
      worker.on('error', (error) => fail(messageOf(error)));
      worker.on('message', (message: FromLiveThread) => {
        if (message.type === 'failed') fail(message.line);
        else if (message.type === 'log') log[message.level](message.line);
        else if (message.type === 'listening') {
          this.#port = message.port;
          this.#foxglovePort = message.foxglove;
          // A process whose work is done ends, whoever watches.
          worker.unref();
          resolve();
        } else (this.#listeners[message.type] as ((message: FromLiveThread) => void) | undefined)?.(message);
      });
    });
  }
}
