import { encodeAnimation, type RawImage } from '../../../image/codec';
import type { PartFile } from '../../../support/part-file';
import type { FilmFormatOptions, FilmWriter } from './film-writer';
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
  readonly #file: PartFile;
  readonly #format: AnimationFormat;
  readonly #options: FilmFormatOptions;
  readonly #delays_ms: readonly number[];
  readonly #batches: readonly number[];
  #waiting: RawImage[] = [];
  #encoding: Promise<void> = Promise.resolve();
  #batch = 0;
  #taken = 0;
  #hasAlpha = false;

  /** @param batchBytes of pixels that are encoded at once */
  constructor(file: PartFile, format: AnimationFormat, options: FilmFormatOptions, batchBytes = BATCH_BYTES) {
    this.#file = file;
    this.#format = format;
    this.#options = options;
    this.#delays_ms = listDelays_ms(options, format === 'gif' ? 10 : 1);
    this.#batches = splitEvenly(options, batchBytes);
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
    if (this.#format === 'gif') this.#file.write(GIF_TRAILER);
    else {
      const { size } = this.#options;
      const facts = { ...size, length: this.#file.bytes - WEBP_HEADER, hasAlpha: this.#hasAlpha };
      this.#file.writeAt(0, webpHeader(facts));
    }
    this.#file.complete();
  }

  async abandon(): Promise<void> {
    await this.#encoding.catch(() => {});
    this.#file.discard();
  }

  async #encode(images: readonly RawImage[], delays_ms: readonly number[]): Promise<void> {
    const isFirst = this.#file.bytes === 0;
    const encoded = await encodeAnimation(images, {
      format: this.#format,
      delays_ms,
      quality: QUALITY,
      effort: EFFORT,
    });
    if (this.#format === 'gif') {
      this.#file.write(isFirst ? gifBeginning(encoded) : gifImages(encoded));
      return;
    }
    if (isFirst) this.#file.write(Buffer.alloc(WEBP_HEADER));
    const whole_ms = delays_ms.reduce((sum, delay_ms) => sum + delay_ms, 0);
    const { frames, hasAlpha } = webpFrames(encoded, this.#options.size, whole_ms);
    this.#hasAlpha ||= hasAlpha;
    this.#file.write(frames);
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
