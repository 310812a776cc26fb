import { type CompressedFields, frameOfCompressed } from '../../../drive/frame/compressed-image';
import { frameOfImage, type ImageFields, stampOf } from '../../../drive/frame/image-message';
import { FrameError } from '../../../errors';
import type { Command, Frame, Stamp } from '../../../types';
import { copyPixels } from '../image-file';
import { explainInvalidLabel } from '../layout';
import type { DatasetWriter } from '../writer';
import { Pairing } from './pairing';

export interface PairedCounts {
  /** Images received. */
  pictures: number;
  commands: number;
  /** Decisions, which name the image that they answer. */
  decisions: number;
  /** Images without a command. */
  unpaired: number;
  /** Images whose command is not a valid label, for example of a car driving backwards. */
  out_of_range: number;
  /** Unreadable images. */
  rejected: number;
  /** Images dropped because they arrived faster than they could be written. */
  dropped: number;
  written: number;
}

export interface PairedOptions {
  /** Number of images to record; null for no limit. */
  readonly wanted: number | null;
  /** Whether images that arrive too fast are dropped; else the caller waits for `room`. */
  readonly mayDrop: boolean;
  /** Whether decisions are expected from the start; else they count from the first one on. */
  readonly driverDecides: boolean;
}

/** A copy of an image. */
interface KeptFrame {
  readonly stamp_s: number;
  readonly frame: Frame | null;
  readonly compressed: CompressedFields | null;
}

/** Maximum number of images in memory, 0.9 MB each. */
const MAX_IMAGES = 64;

/** Pairs images and commands from topics or a bag, and writes them as labelled images. */
export class PairedRecording {
  readonly counts: PairedCounts = {
    pictures: 0,
    commands: 0,
    decisions: 0,
    unpaired: 0,
    out_of_range: 0,
    rejected: 0,
    dropped: 0,
    written: 0,
  };
  /** Why the first rejected image is unreadable. */
  rejection: string | null = null;
  /** Why the first invalid label is invalid. */
  labelProblem: string | null = null;
  /** Resolves when the requested number of images was passed to the writer; rejects if one cannot be written. */
  readonly full: Promise<void>;
  readonly #writer: DatasetWriter;
  readonly #wanted: number;
  readonly #mayDrop: boolean;
  readonly #pairing: Pairing<KeptFrame>;
  readonly #queue: { readonly kept: KeptFrame; readonly command: Command }[] = [];
  #given = 0;
  #writing: Promise<void> | null = null;
  #failed = false;
  #filled: () => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #told: () => void = () => {};

  constructor(writer: DatasetWriter, { wanted, mayDrop, driverDecides }: PairedOptions) {
    this.#writer = writer;
    this.#wanted = wanted ?? Number.POSITIVE_INFINITY;
    this.#mayDrop = mayDrop;
    this.#pairing = new Pairing((kept, command) => this.#paired(kept, command), driverDecides);
    this.full = new Promise((resolve, reject) => {
      this.#filled = resolve;
      this.#fail = reject;
    });
    this.full.catch(() => {});
  }

  /** Whether there is no room for another image. */
  get isBusy(): boolean {
    return this.#pairing.waiting + this.#queue.length >= MAX_IMAGES;
  }

  /** Whether no more images are needed. */
  get isFull(): boolean {
    return this.#given >= this.#wanted || this.#failed;
  }

  /** @param time_s arrival time, on the clock of the commands
   *  @param came arrival time as a stamp, for images without one
   *  @throws ConfigurationError for an image of the wrong size */
  image(time_s: number, image: ImageFields, came: Stamp): void {
    if (!this.#wants()) return;
    try {
      const frame = frameOfImage(image, { sequence: this.counts.pictures, arrival_ms: performance.now() });
      const data = copyPixels(frame);
      const kept: Frame = { ...frame, encoding: 'rgb8', step: 3 * frame.width, data };
      const stamp_s = toSeconds(frame.stamp ?? came);
      this.#pairing.image(time_s, { stamp_s, frame: kept, compressed: null }, formatKey(frame.stamp));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.reject(error.message);
    }
  }

  /** Like `image`, but decoded when it is written. */
  compressedImage(time_s: number, { header, format, data }: CompressedFields, came: Stamp): void {
    if (!this.#wants()) return;
    const compressed = { header, format, data: Uint8Array.from(data) };
    const stamp = stampOf(header.stamp);
    const stamp_s = toSeconds(stamp ?? came);
    this.#pairing.image(time_s, { stamp_s, frame: null, compressed }, formatKey(stamp));
  }

  command(time_s: number, command: Command): void {
    this.counts.commands++;
    if (!Number.isFinite(command.v_mps) || !Number.isFinite(command.w_radps)) return;
    this.#pairing.command(time_s, command);
  }

  /** Adds a decision of the driver on an image.
   *  @param time_s arrival time, on the clock of the commands
   *  @param stamp of the image; a decision without one is ignored */
  decision(time_s: number, stamp: Stamp | null, command: Command): void {
    this.counts.decisions++;
    const key = formatKey(stamp);
    if (key !== null) this.#pairing.decision(time_s, key, command);
  }

  /** Call between two runs: no image of one gets a command of the other. */
  restart(): void {
    this.#pairing.restart();
  }

  /** Counts an unreadable image. */
  reject(reason: string): void {
    this.counts.rejected++;
    this.rejection ??= reason;
  }

  /** Resolves when there is room for more images. */
  async room(): Promise<void> {
    while (this.isBusy && this.#writing !== null) await this.#step();
  }

  /** Writes the remaining images and closes the writer. */
  async finish(): Promise<void> {
    this.#pairing.flush();
    while (this.#writing !== null) await this.#writing;
    await this.#writer.finish();
    this.counts.written = this.#writer.count;
    if (this.#failed) await this.full;
  }

  #wants(): boolean {
    if (this.isFull) return false;
    this.counts.pictures++;
    if (!this.#mayDrop || !this.isBusy) return true;
    this.counts.dropped++;
    return false;
  }

  #paired(kept: KeptFrame, command: Command | null): void {
    if (command === null) {
      this.counts.unpaired++;
      return;
    }
    if (this.isFull) return;
    const problem = explainInvalidLabel(command);
    if (problem !== null) {
      this.counts.out_of_range++;
      this.labelProblem ??= problem;
      return;
    }
    // The queue may exceed the requested number, because a compressed image may turn out to be unreadable.
    this.#queue.push({ kept, command });
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      for (let next = this.#queue[0]; next; next = this.#queue[0]) {
        const frame = next.kept.frame ?? (await this.#decoded(next.kept.compressed!));
        if (frame) await this.#writer.add(frame, next.command, next.kept.stamp_s);
        this.counts.written = this.#writer.count;
        this.#queue.shift();
        if (frame && ++this.#given === this.#wanted) {
          this.#queue.length = 0;
          this.#filled();
        }
        this.#told();
      }
    } catch (error) {
      this.#failed = true;
      this.#queue.length = 0;
      this.#fail(error);
    } finally {
      this.#writing = null;
      this.#told();
    }
  }

  /** Resolves when the next image has been taken from the queue. */
  #step(): Promise<void> {
    return new Promise((resolve) => {
      this.#told = resolve;
    });
  }

  /** Null for an image that cannot be decoded; another one takes its place. */
  async #decoded(compressed: CompressedFields): Promise<Frame | null> {
    try {
      return await frameOfCompressed(compressed, { sequence: 0, arrival_ms: performance.now() });
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.reject(error.message);
      return null;
    }
  }
}

function formatKey(stamp: Stamp | null): string | null {
  return stamp === null ? null : `${stamp.sec}.${stamp.nsec}`;
}

function toSeconds({ sec, nsec }: Stamp): number {
  return sec + nsec * 1e-9;
}
