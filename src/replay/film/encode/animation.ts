import { closeSync, openSync, writeSync } from 'node:fs';
import { FilmError, messageOf } from '../../../errors';
import { encodeAnimation, type RawImage } from '../../../image/codec';
import { cannotBeWritten, type FilmFormatOptions, type FilmWriter, PartialFile } from './film-writer';
import { GIF_TRAILER, gifBeginning, gifImages } from './gif-file';
import { WEBP_HEADER, webpFrames, webpHeader } from './webp-file';

export const ANIMATION_FORMATS = ['webp', 'gif'] as const;
export type AnimationFormat = (typeof ANIMATION_FORMATS)[number];

/** So many bytes of pixels are encoded at once; as many wait meanwhile. */
const BATCH_BYTES = 40e6;
/** A single image would be no animation. */
const LEAST_BATCH = 4;
/** The last image is seen a little longer, before the animation begins again. */
const LAST_SHOWN_ms = 1500;
const QUALITY = 78;
const EFFORT = 4;

/**
 * Writes an animation without ffmpeg. Images are encoded in batches, whose frames are joined to one file: memory holds two
 * batches of pixels, however long the film is.
 */
export class AnimationWriter implements FilmWriter {
  readonly #file: PartialFile;
  readonly #format: AnimationFormat;
  readonly #options: FilmFormatOptions;
  readonly #delays_ms: readonly number[];
  readonly #batches: readonly number[];
  #descriptor: number | null;
  #waiting: RawImage[] = [];
  #encoding: Promise<void> = Promise.resolve();
  #batch = 0;
  #taken = 0;
  #written = 0;
  #hasAlpha = false;

  /** @param batchBytes of pixels that are encoded at once
   *  @throws ConfigurationError for a file that cannot be written */
  constructor(file: string, format: AnimationFormat, options: FilmFormatOptions, batchBytes = BATCH_BYTES) {
    this.#file = new PartialFile(file);
    this.#format = format;
    this.#options = options;
    this.#delays_ms = listDelays_ms(options, format === 'gif' ? 10 : 1);
    this.#batches = splitEvenly(options, batchBytes);
    try {
      this.#descriptor = openSync(this.#file.partial, 'w');
    } catch (error) {
      throw cannotBeWritten(file, error);
    }
  }

  async write(image: RawImage): Promise<void> {
    this.#waiting.push(image);
    if (this.#waiting.length < this.#batches[this.#batch]!) return;
    const images = this.#waiting;
    const delays_ms = this.#delays_ms.slice(this.#taken, this.#taken + images.length);
    this.#waiting = [];
    this.#batch += 1;
    this.#taken += images.length;
    await this.#encoding;
    this.#encoding = this.#encode(images, delays_ms);
    // It is awaited with the next batch.
    this.#encoding.catch(() => {});
  }

  async finish(): Promise<void> {
    await this.#encoding;
    if (this.#format === 'gif') this.#put(GIF_TRAILER);
    else {
      const { size } = this.#options;
      const facts = { ...size, length: this.#written - WEBP_HEADER, hasAlpha: this.#hasAlpha };
      this.#put(webpHeader(facts), 0);
    }
    this.#close();
    this.#file.complete();
  }

  async abandon(): Promise<void> {
    await this.#encoding.catch(() => {});
    this.#close();
    this.#file.remove();
  }

  async #encode(images: readonly RawImage[], delays_ms: readonly number[]): Promise<void> {
    const isFirst = this.#written === 0;
    const encoded = await encodeAnimation(images, {
      format: this.#format,
      delays_ms,
      quality: QUALITY,
      effort: EFFORT,
    });
    if (this.#format === 'gif') {
      this.#put(isFirst ? gifBeginning(encoded) : gifImages(encoded));
      return;
    }
    if (isFirst) this.#put(Buffer.alloc(WEBP_HEADER));
    const whole_ms = delays_ms.reduce((sum, delay_ms) => sum + delay_ms, 0);
    const { frames, hasAlpha } = webpFrames(encoded, this.#options.size, whole_ms);
    this.#hasAlpha ||= hasAlpha;
    this.#put(frames);
  }

  /** @param at default: after what has been written */
  #put(bytes: Buffer, at?: number): void {
    try {
      for (let done = 0; done < bytes.length; ) {
        const place = (at ?? this.#written) + done;
        done += writeSync(this.#descriptor!, bytes, done, bytes.length - done, place);
      }
    } catch (error) {
      throw new FilmError(`${this.#file.file}: cannot be written: ${messageOf(error)}`, { cause: error });
    }
    if (at === undefined) this.#written += bytes.length;
  }

  #close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** How long each image is shown: multiples of a step, whose sum keeps pace with the film. */
function listDelays_ms({ count, fps }: FilmFormatOptions, step_ms: number): number[] {
  const at = (image: number) => Math.round((1000 * image) / fps / step_ms) * step_ms;
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? Math.max(LAST_SHOWN_ms, at(1)) : at(i + 1) - at(i),
  );
}

/** Sizes of the batches. */
function splitEvenly({ count, size }: FilmFormatOptions, batchBytes: number): number[] {
  const most = Math.max(LEAST_BATCH, Math.floor(batchBytes / (3 * size.width * size.height)));
  const batches = Math.ceil(count / most);
  const end = (batch: number) => Math.round((batch * count) / batches);
  return Array.from({ length: batches }, (_, i) => end(i + 1) - end(i));
}
