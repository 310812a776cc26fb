import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { messageOf } from '../../errors';
// Loads libvips in this thread, which must happen before another thread loads it (sharp's documentation).
import '../../image/codec';
import { statsOf } from '../../support/open-file';
import type { MessageTap, RawMessage } from '../../types';
import {
  type BagTally,
  type Channel,
  type ChannelUse,
  CONTROL_CHANNEL,
  type Control,
  type FromRecordingThread,
  type HandedImage,
  type ToRecordingThread,
} from './channels';
import { startBeating } from './main-watch';
import type { RecordingOptions, RecordingOutcome } from './recording-options';
import { RingWriter, ringMemory } from './ring';
import { keepRecordingThread, startRecordingThread } from './start-thread';

const MIB = 2 ** 20;
/** Odometry, clock, commands and decisions amount to about 60 kB a second: enough for a disk that stalls for a minute. */
const MEMORY = { bytes: 4 * MIB, spare_bytes: 0 };
/** With images: three seconds of 640x480 at 20 Hz, beside the room that is kept for other messages. */
const IMAGE_MEMORY = { bytes: 64 * MIB, spare_bytes: 4 * MIB };
/** The thread is woken when a command has just left, when the next frame is furthest away; at most this often where no
 *  images are written. */
const WAKE_PERIOD_MS = 100;
/** Filled to this share, the ring wakes the thread before its time. */
const WAKE_SHARE = 1 / 8;
/** A world that can wait does so from this share on, until half of it. */
const WAIT_SHARE = 1 / 2;
const WAIT_POLL_MS = 1;

/**
 * One bag being written. Messages are copied into shared memory and nothing more is done in the calling
 * thread; a thread of its own, of lower priority, puts them into the bag.
 */
export class Recording implements MessageTap {
  #file: string;
  readonly #options: RecordingOptions;
  readonly #worker: Worker;
  readonly #ring: RingWriter;
  readonly #spare_bytes: number;
  /** By topic: nearly always one. */
  readonly #channels = new Map<string, Channel[]>();
  #channelCount = 0;
  #taken = 0;
  #lost = false;
  readonly #stopBeating: () => void;
  readonly #outcome: Promise<RecordingOutcome>;
  #settle: (outcome: RecordingOutcome) => void = () => {};
  #settled = false;
  #sawImage = false;
  #woken_ms = Number.NEGATIVE_INFINITY;
  #over = false;
  #framesDropped = 0;
  #messagesDropped = 0;
  #room: Promise<void> | null = null;

  private constructor(options: RecordingOptions, worker: Worker, ring: RingWriter, spare_bytes: number) {
    this.#spare_bytes = spare_bytes;
    this.#file = options.file;
    this.#options = options;
    this.#worker = worker;
    this.#ring = ring;
    this.#outcome = new Promise((resolve) => {
      this.#settle = (outcome) => {
        this.#settled = true;
        resolve(outcome);
      };
    });
    this.#stopBeating = startBeating(ring);
    worker.on('message', this.#receive);
    worker.on('error', this.#threadFailed);
    worker.on('exit', this.#threadEnded);
    // A recording alone does not keep the process alive; waiting for its end does.
    worker.unref();
  }

  get file(): string {
    return this.#file;
  }

  /** Resolves when the file is there and the thread listens.
   *  @throws BagError when it cannot be made */
  static async open(options: RecordingOptions): Promise<Recording> {
    const { images, worldWaits: _, onFailure: __, onDropped: ___, onMoved: ____, ...rest } = options;
    const { memory = images === 'none' ? MEMORY : IMAGE_MEMORY, ...start } = rest;
    const { bytes, spare_bytes } = memory;
    const ring = ringMemory(bytes);
    const worker = await startRecordingThread({ ...start, ring });
    return new Recording(options, worker, new RingWriter(ring), spare_bytes);
  }

  get wantsFrames(): boolean {
    return !this.#over && (this.#options.images !== 'none' || !this.#sawImage);
  }

  message({ topic, type, data, callerId, time }: RawMessage): void | Promise<void> {
    if (this.#over) return;
    if (type !== 'sensor_msgs/Image' && type !== 'sensor_msgs/CompressedImage') {
      const use = type === 'f1_brain/Decision' ? 'decision' : 'message';
      this.#write(this.#channel(use, topic, type, callerId), time.sec, time.nsec, data);
      if (use === 'decision' && this.#options.images === 'none') this.#wakeNow(WAKE_PERIOD_MS);
    } else if (this.wantsFrames) {
      this.#image(topic, type, callerId, time.sec, time.nsec, data);
    }
    if (this.#options.worldWaits) return this.#waitForRoom();
  }

  /** Completes the bag with metadata, metrics and first image. Later messages are left out. */
  finish(metadata: Readonly<Record<string, unknown>>): Promise<RecordingOutcome> {
    if (!this.#over) {
      this.#over = true;
      this.#worker.ref();
      void this.#send({ type: 'finish', metadata });
    }
    return this.#outcome;
  }

  #image(
    topic: string,
    type: string,
    callerId: string | null,
    sec: number,
    nsec: number,
    data: Uint8Array,
  ): void {
    const { images } = this.#options;
    let use: ChannelUse = 'message';
    if (images === 'none') use = 'first_image';
    else if (images === 'jpeg' && type === 'sensor_msgs/Image') use = 'jpeg';
    const channel = this.#channel(use, topic, type, callerId);
    if (channel !== null && this.#ring.write(channel, sec, nsec, data, this.#spare_bytes)) {
      this.#sawImage = true;
      if (use !== 'first_image') this.#taken += 1;
      // A frame is displayed once it was answered.
      this.#wakeNow(0);
      return;
    }
    if (!this.#sawImage) this.#handOver({ type, data: new Uint8Array(data) });
    if (images !== 'none') {
      this.#framesDropped += 1;
      if (this.#framesDropped === 1) this.#options.onDropped();
    }
  }

  /** Passes on a first image that does not fit the ring: the thread needs it only at the end. */
  #handOver(image: HandedImage): void {
    this.#sawImage = true;
    this.#worker.postMessage({ type: 'image', image } satisfies ToRecordingThread, [
      image.data.buffer as ArrayBuffer,
    ]);
  }

  #write(channel: number | null, sec: number, nsec: number, data: Uint8Array): void {
    if (channel !== null && this.#ring.write(channel, sec, nsec, data)) {
      this.#taken += 1;
      this.#wake();
    } else this.#messagesDropped += 1;
  }

  /** Null when there is no room to tell the thread of a new one. */
  #channel(use: ChannelUse, topic: string, type: string, callerId: string | null): number | null {
    const ofTopic = this.#channels.get(topic);
    const known = ofTopic?.find((one) => one.callerId === callerId && one.use === use);
    if (known) return known.number;
    const channel: Channel = { number: this.#channelCount + 1, use, topic, type, callerId };
    const control: Control = { type: 'channel', channel };
    if (!this.#ring.write(CONTROL_CHANNEL, 0, 0, Buffer.from(JSON.stringify(control)))) return null;
    this.#channelCount += 1;
    if (ofTopic) ofTopic.push(channel);
    else this.#channels.set(topic, [channel]);
    return channel.number;
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

  async #send(control: Control): Promise<void> {
    const data = Buffer.from(JSON.stringify(control));
    while (!this.#ring.write(CONTROL_CHANNEL, 0, 0, data)) {
      if (this.#ring.ended || this.#lost) return;
      this.#ring.ring();
      await pause(WAIT_POLL_MS);
    }
    this.#ring.ring();
  }

  #waitForRoom(): void | Promise<void> {
    const { capacity_bytes } = this.#ring;
    if (this.#ring.used_bytes < WAIT_SHARE * capacity_bytes || this.#ring.ended) return;
    this.#room ??= (async () => {
      while (this.#ring.used_bytes > (WAIT_SHARE / 2) * capacity_bytes && !this.#over && !this.#ring.ended) {
        await pause(WAIT_POLL_MS);
      }
      this.#room = null;
    })();
    return this.#room;
  }

  readonly #receive = (message: FromRecordingThread): void => {
    if (message.type === 'moved') {
      this.#file = message.paths.file;
      this.#options.onMoved?.(message.paths);
    } else if (message.type === 'failing') this.#stop(message);
    else if (message.type === 'failed') {
      const { type: _, ...failed } = message;
      this.#stop(failed);
      this.#settle({ ...this.#counts(failed), ...failed, threadTime_ms: null });
    } else if (message.type === 'finished') {
      const { type: _, cpu_ms, ...rest } = message;
      const threadTime_ms = this.#options.images === 'jpeg' ? null : cpu_ms;
      this.#giveBackThread();
      this.#settle({ ...this.#counts(rest), ...rest, end: 'finished', reason: null, threadTime_ms });
    }
  };

  readonly #threadFailed = (error: unknown): void => this.#lose(messageOf(error));

  readonly #threadEnded = (): void => {
    this.#stopBeating();
    this.#lose('its thread ended');
  };

  /** Another recording may have it. */
  #giveBackThread(): void {
    const worker = this.#worker;
    this.#stopBeating();
    worker.off('message', this.#receive);
    worker.off('error', this.#threadFailed);
    worker.off('exit', this.#threadEnded);
    keepRecordingThread(worker);
  }

  /** Does nothing once the outcome is known. */
  #lose(why: string): void {
    if (this.#lost || this.#settled) return;
    this.#lost = true;
    const reason = `${why}; rosbag reindex recovers what is on the disk`;
    const bytes = statsOf(this.#file)?.size ?? 0;
    const lost = { end: 'thread_lost', reason, messages: this.#taken, bytes } as const;
    this.#stop(lost);
    this.#settle({
      ...this.#counts(lost),
      ...lost,
      unmeasured: null,
      unsaved: [],
      threadTime_ms: null,
    });
  }

  /** Takes nothing more, and reports it unless the recording was ending anyway. */
  #stop({ end, reason }: Pick<RecordingOutcome, 'end' | 'reason'>): void {
    if (this.#over) return;
    this.#over = true;
    // What was recorded is still measured: the process stays alive for it.
    this.#worker.ref();
    this.#options.onFailure({ end, reason });
  }

  #counts(tally: BagTally) {
    const { messages, bytes } = tally;
    return {
      messages,
      bytes,
      framesDropped: this.#framesDropped,
      messagesDropped: this.#messagesDropped,
    };
  }
}
