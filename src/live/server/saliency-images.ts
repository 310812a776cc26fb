import type { ModelCard } from '../../config/model-card';
import { BrainError } from '../../errors';
import type { RawImage } from '../../image/codec';
import { openSaliency } from '../../saliency/open-saliency';
import { smoothSaliency } from '../../saliency/picture/heat';
import type { Saliency } from '../../saliency/saliency';
import type { Frame } from '../../types';

/** What the network looks at, as images of its input: bright where the command depends on it. Its model is loaded a second
 *  time, when the first image is wanted. */
export class SaliencyImages {
  readonly #card: ModelCard;
  #saliency: Promise<Saliency | null> | null = null;
  #work: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(card: ModelCard) {
    this.#card = card;
  }

  /** One call at a time.
   *  @returns null where the model cannot be looked into, or is closed */
  async image(frame: Frame): Promise<RawImage | null> {
    if (this.#closed) return null;
    this.#saliency ??= unlessUnfit(openSaliency(this.#card));
    const saliency = await this.#saliency;
    if (saliency === null || this.#closed) return null;
    const work = unlessUnfit(saliency.saliencyOf(frame));
    this.#work = work;
    const map = await work;
    if (map === null) return null;
    const { width, height, data } = smoothSaliency(map);
    return { width, height, channels: 1, data: Uint8Array.from(data, (value) => Math.round(255 * value)) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Who waits for an image is told why it failed.
    await Promise.allSettled([this.#work]);
    await (await this.#saliency)?.close();
  }
}

/** Null where a model, or a frame for it, does not fit. */
async function unlessUnfit<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrainError) return null;
    throw error;
  }
}
