import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecordingSettings } from '../config/recording';
import { BagError, messageOf } from '../errors';
import type { MessageTap, RawMessage } from '../types';
import {
  type BagEnd,
  type BagTally,
  type ChannelUse,
  CONTROL_CHANNEL,
  type Control,
  type FromRecordingThread,
  type RecordingThreadStart,
} from './channels';
import { RingWriter, ringMemory } from './ring';

/** The thread's program is compiled code also where this file runs from its source (tests). */
const THREAD_FILE = path.resolve(__dirname, '..', '..', 'dist', 'recording', 'recording-thread.js');

const MIB = 2 ** 20;
/** Odometry, clock, commands and decisions come to some 60 kB a second: the disk may stand still for a minute. */
const MEMORY = { bytes: 4 * MIB, spare_bytes: 0 };
/** With pictures: three seconds of 640x480 at 20 Hz above the room that is kept for the others. */
const PICTURE_MEMORY = { bytes: 64 * MIB, spare_bytes: 4 * MIB };
/** The thread is woken when a command has just left, for the next frame is furthest away then; this often at most
 *  where there are no pictures to write. */
const WAKE_PERIOD_MS = 100;
/** Filled to this share, the ring wakes the thread before its time. */
const WAKE_SHARE = 1 / 8;
/** A world that can wait does so from this share on, until half of it. */
const WAIT_SHARE = 1 / 2;
const WAIT_POLL_MS = 1;

export interface RecordingOptions extends RecordingThreadStart {
  readonly images: RecordingSettings['images'];
  /** True for a world that waits when the recording cannot keep up: nothing is left out then. */
  readonly worldWaits: boolean;
  /** Memory between the threads, and how much of it pictures must leave. */
  readonly memory?: { readonly bytes: number; readonly spare_bytes: number };
  /** Called once when the recording could not go on. */
  readonly onFailure: (outcome: RecordingOutcome) => void;
  /** Called once when a picture is left out for the first time. */
  readonly onDropped: () => void;
}

/** What became of a recording. */
export interface RecordingOutcome extends BagTally {
  readonly end: BagEnd;
  /** Why it failed; null when it did not. */
  readonly reason: string | null;
  /** Why the bag holds no figures; null when it does. */
  readonly unmeasured: string | null;
  /** Files beside the bag that could not be written, one line each. */
  readonly unsaved: readonly string[];
  readonly picturesDropped: number;
  /** Others than pictures: the ring was full beyond the room that is kept for them. */
  readonly messagesDropped: number;
  readonly threadTime_ms: number | null;
}

/**
 * One bag being written. Messages are copied into shared memory and nothing more is done in the calling
 * thread; a thread of its own, of lower priority, puts them into the bag.
 */
export class Recording implements MessageTap {
  readonly file: string;
  readonly #options: RecordingOptions;
  readonly #worker: Worker;
  readonly #ring: RingWriter;
  readonly #spare_bytes: number;
  readonly #channels = new Map<string, number>();
  readonly #outcome: Promise<RecordingOutcome>;
  #settle: (outcome: RecordingOutcome) => void = () => {};
  #sawPicture = false;
  #woken_ms = Number.NEGATIVE_INFINITY;
  #over = false;
  #picturesDropped = 0;
  #messagesDropped = 0;
  #room: Promise<void> | null = null;

  private constructor(options: RecordingOptions, worker: Worker, ring: RingWriter, spare_bytes: number) {
    this.#spare_bytes = spare_bytes;
    this.file = options.file;
    this.#options = options;
    this.#worker = worker;
    this.#ring = ring;
    this.#outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    worker.on('message', (message: FromRecordingThread) => this.#hear(message));
    worker.on('error', (error) => this.#lose(messageOf(error)));
    worker.on('exit', () => this.#lose('its thread ended'));
    // A recording alone keeps no process alive: whoever waits for its end does.
    worker.unref();
  }

  /** Resolves when the file is there and the thread listens.
   *  @throws BagError when it cannot be made */
  static async open(options: RecordingOptions): Promise<Recording> {
    const { images, worldWaits: _, onFailure: __, onDropped: ___, ...rest } = options;
    const { memory = images === 'none' ? MEMORY : PICTURE_MEMORY, ...start } = rest;
    // Threads inherit priority: those that all of the process share come from this one, not from the recording's.
    await stat(path.dirname(options.file)).catch(() => {});
    // libvips has to be loaded here before a thread does (sharp's documentation, "Worker threads").
    if (images === 'jpeg') await import('sharp');
    const { bytes, spare_bytes } = memory;
    const ring = ringMemory(bytes);
    const worker = new Worker(THREAD_FILE, { workerData: { ...start, ring }, name: 'recording' });
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string) =>
        reject(new BagError(`${options.file}: the recording cannot begin: ${reason}`));
      worker.once('message', (message: FromRecordingThread) => {
        if (message.type === 'ready') resolve();
        else fail(message.type === 'start_failure' ? message.message : 'its thread failed');
      });
      worker.once('error', (error) => fail(messageOf(error)));
    });
    return new Recording(options, worker, new RingWriter(ring), spare_bytes);
  }

  get wantsPictures(): boolean {
    return !this.#over && (this.#options.images !== 'none' || !this.#sawPicture);
  }

  message({ topic, type, data, callerId, time }: RawMessage): void | Promise<void> {
    if (this.#over) return;
    if (type !== 'sensor_msgs/Image' && type !== 'sensor_msgs/CompressedImage') {
      const use = type === 'f1_brain/Decision' ? 'decision' : 'message';
      this.#write(this.#channel(use, topic, type, callerId), time.sec, time.nsec, data);
      if (use === 'decision' && this.#options.images === 'none') this.#wakeNow(WAKE_PERIOD_MS);
    } else if (this.wantsPictures) {
      this.#picture(topic, type, callerId, time.sec, time.nsec, data);
    }
    if (this.#options.worldWaits) return this.#waitForRoom();
  }

  /** Completes the bag with metadata, figures and first picture. Messages that come later are left out. */
  finish(metadata: Readonly<Record<string, unknown>>): Promise<RecordingOutcome> {
    if (!this.#over) {
      this.#over = true;
      this.#worker.ref();
      void this.#tell({ type: 'finish', metadata });
    }
    return this.#outcome;
  }

  #picture(
    topic: string,
    type: string,
    callerId: string | null,
    sec: number,
    nsec: number,
    data: Uint8Array,
  ): void {
    const { images } = this.#options;
    let use: ChannelUse = 'message';
    if (images === 'none') use = 'first_picture';
    else if (images === 'jpeg' && type === 'sensor_msgs/Image') use = 'jpeg';
    const channel = this.#channel(use, topic, type, callerId);
    if (channel !== null && this.#ring.write(channel, sec, nsec, data, this.#spare_bytes)) {
      this.#sawPicture = true;
      // A picture is shown once it was answered.
      this.#wakeNow(0);
    } else if (images !== 'none') {
      this.#picturesDropped += 1;
      if (this.#picturesDropped === 1) this.#options.onDropped();
    }
  }

  #write(channel: number | null, sec: number, nsec: number, data: Uint8Array): void {
    if (channel !== null && this.#ring.write(channel, sec, nsec, data)) this.#wake();
    else this.#messagesDropped += 1;
  }

  /** Null when there is no room to tell the thread of a new one. */
  #channel(use: ChannelUse, topic: string, type: string, callerId: string | null): number | null {
    const key = `${topic} ${callerId} ${use}`;
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const number = this.#channels.size + 1;
    const channel = { number, use, topic, type, callerId };
    const control: Control = { type: 'channel', channel };
    if (!this.#ring.write(CONTROL_CHANNEL, 0, 0, Buffer.from(JSON.stringify(control)))) return null;
    this.#channels.set(key, number);
    return number;
  }

  #wakeNow(period_ms: number): void {
    const now_ms = performance.now();
    if (now_ms - this.#woken_ms < period_ms) return;
    this.#woken_ms = now_ms;
    this.#ring.ring();
  }

  #wake(): void {
    if (this.#ring.used_bytes > WAKE_SHARE * this.#ring.capacity_bytes) this.#ring.ring();
  }

  async #tell(control: Control): Promise<void> {
    const data = Buffer.from(JSON.stringify(control));
    while (!this.#ring.write(CONTROL_CHANNEL, 0, 0, data)) {
      if (this.#ring.ended) return;
      this.#ring.ring();
      await pause();
    }
    this.#ring.ring();
  }

  #waitForRoom(): void | Promise<void> {
    const { capacity_bytes } = this.#ring;
    if (this.#ring.used_bytes < WAIT_SHARE * capacity_bytes || this.#ring.ended) return;
    this.#room ??= (async () => {
      while (this.#ring.used_bytes > (WAIT_SHARE / 2) * capacity_bytes && !this.#over && !this.#ring.ended) {
        await pause();
      }
      this.#room = null;
    })();
    return this.#room;
  }

  #hear(message: FromRecordingThread): void {
    if (message.type === 'failed') {
      const { end, reason, messages, bytes } = message;
      this.#fail(end, reason, { messages, bytes });
    } else if (message.type === 'finished') {
      const { messages, bytes, unmeasured, unsaved, cpu_ms } = message;
      this.#settle({
        ...this.#counts({ messages, bytes }),
        end: 'finished',
        reason: null,
        unmeasured,
        unsaved,
        threadTime_ms: cpu_ms,
      });
    }
  }

  #lose(reason: string): void {
    this.#fail('thread_lost', reason, { messages: 0, bytes: 0 });
  }

  /** Does nothing after the first outcome. */
  #fail(end: BagEnd, reason: string, tally: BagTally): void {
    const wasOver = this.#over;
    this.#over = true;
    const outcome = {
      ...this.#counts(tally),
      end,
      reason,
      unmeasured: null,
      unsaved: [],
      threadTime_ms: null,
    };
    this.#settle(outcome);
    void this.#outcome.then((settled) => {
      if (settled === outcome && !wasOver) this.#options.onFailure(settled);
    });
  }

  #counts(tally: BagTally) {
    return { ...tally, picturesDropped: this.#picturesDropped, messagesDropped: this.#messagesDropped };
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, WAIT_POLL_MS));
}
