import { type CompressedFields, frameOfCompressed } from '../../../drive/frame/compressed-image';
import { frameOfImage, type ImageFields, stampOf } from '../../../drive/frame/image-message';
import { FrameError } from '../../../errors';
import type { Command, Frame, Stamp } from '../../../types';
import { labelComplaint } from '../layout';
import { pixelsOf } from '../picture';
import type { DatasetWriter } from '../writer';
import { Pairing } from './pairing';

export interface PairedCounts {
  /** Pictures that came. */
  pictures: number;
  commands: number;
  /** Decisions of a driver that says which picture it answers. */
  decisions: number;
  /** Pictures that no command answers. */
  unpaired: number;
  /** Pictures whose command is no label, as that of a car that backs up. */
  out_of_range: number;
  /** Pictures that cannot be read. */
  rejected: number;
  /** Pictures that came faster than they can be written. */
  dropped: number;
  written: number;
}

export interface PairedOptions {
  /** Pictures after which it is full; null for no end. */
  readonly wanted: number | null;
  /** Whether pictures that come too fast are dropped; else whoever gives them waits for `room`. */
  readonly mayDrop: boolean;
  /** Whether decisions are known to come; else they count from the first one on. */
  readonly driverDecides: boolean;
}

/** A picture in memory of its own. */
interface Kept {
  readonly stamp_s: number;
  readonly frame: Frame | null;
  readonly compressed: CompressedFields | null;
}

/** Pictures in memory, 0.9 MB each, from which on there is no room. */
const CAPACITY = 64;

/** Writes pictures and commands, as they come from topics or a bag, as labelled pictures. */
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
  /** Why the first picture that was rejected cannot be read. */
  rejection: string | null = null;
  /** Why the first command that is no label is none. */
  complaint: string | null = null;
  /** Resolves when as many pictures as wanted were given to the writer; rejects where one cannot be written. */
  readonly full: Promise<void>;
  readonly #writer: DatasetWriter;
  readonly #wanted: number;
  readonly #mayDrop: boolean;
  readonly #pairing: Pairing<Kept>;
  readonly #queue: { readonly kept: Kept; readonly command: Command }[] = [];
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

  /** Whether there is no room for another picture now. */
  get isBusy(): boolean {
    return this.#pairing.waiting + this.#queue.length >= CAPACITY;
  }

  /** Whether no more pictures are wanted. */
  get isFull(): boolean {
    return this.#given >= this.#wanted || this.#failed;
  }

  /** @param time_s when it came, on the clock of the commands
   *  @param came the same as a stamp, for pictures without one
   *  @throws ConfigurationError for a picture of a size that datasets do not have */
  image(time_s: number, image: ImageFields, came: Stamp): void {
    if (!this.#wants()) return;
    try {
      const frame = frameOfImage(image, { sequence: this.counts.pictures, arrival_ms: performance.now() });
      const data = pixelsOf(frame);
      const kept: Frame = { ...frame, encoding: 'rgb8', step: 3 * frame.width, data };
      const stamp_s = secondsOf(frame.stamp ?? came);
      this.#pairing.picture(time_s, { stamp_s, frame: kept, compressed: null }, keyOf(frame.stamp));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.reject(error.message);
    }
  }

  /** As `image`; decoded when it is written. */
  compressedImage(time_s: number, { header, format, data }: CompressedFields, came: Stamp): void {
    if (!this.#wants()) return;
    const compressed = { header, format, data: Uint8Array.from(data) };
    const stamp = stampOf(header.stamp);
    const stamp_s = secondsOf(stamp ?? came);
    this.#pairing.picture(time_s, { stamp_s, frame: null, compressed }, keyOf(stamp));
  }

  command(time_s: number, command: Command): void {
    this.counts.commands++;
    if (!Number.isFinite(command.v_mps) || !Number.isFinite(command.w_radps)) return;
    this.#pairing.command(time_s, command);
  }

  /** The driver says which picture it decided on.
   *  @param time_s when it said so, on the clock of the commands
   *  @param stamp of the picture; null says nothing */
  decision(time_s: number, stamp: Stamp | null, command: Command): void {
    this.counts.decisions++;
    const key = keyOf(stamp);
    if (key !== null) this.#pairing.decision(time_s, key, command);
  }

  /** Counts a picture that cannot be read. */
  reject(reason: string): void {
    this.counts.rejected++;
    this.rejection ??= reason;
  }

  /** Resolves when there is room for more pictures. */
  async room(): Promise<void> {
    while (this.isBusy && this.#writing !== null) await this.#step();
  }

  /** Writes what is left. */
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

  #paired(kept: Kept, command: Command | null): void {
    if (command === null) {
      this.counts.unpaired++;
      return;
    }
    if (this.isFull) return;
    const complaint = labelComplaint(command);
    if (complaint !== null) {
      this.counts.out_of_range++;
      this.complaint ??= complaint;
      return;
    }
    // More than are wanted: a compressed picture may turn out to be none when it is its turn.
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

  /** Resolves when the next picture has been taken from the queue. */
  #step(): Promise<void> {
    return new Promise((resolve) => {
      this.#told = resolve;
    });
  }

  /** null for what cannot be decoded; another one takes its place. */
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

function keyOf(stamp: Stamp | null): string | null {
  return stamp === null ? null : `${stamp.sec}.${stamp.nsec}`;
}

function secondsOf({ sec, nsec }: Stamp): number {
  return sec + nsec * 1e-9;
}
