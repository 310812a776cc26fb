import type { ModelCard } from '../../config/model-card';
import { BrainError } from '../../errors';
import type { RawImage } from '../../image/codec';
import { openSaliency } from '../../saliency/open-saliency';
import { smoothSaliency } from '../../saliency/picture/heat';
import type { Saliency } from '../../saliency/saliency';
import type { Frame } from '../../types';

/** Least time between two images: a network takes a run for each, or many. */
const PERIOD_MS = 200;

/** What the network looks at, as images of its input: bright where the command depends on it. Its model is loaded a second
 *  time, when the first image is wanted. */
export class SaliencyImages {
  readonly #card: ModelCard;
  #saliency: Promise<Saliency | null> | null = null;
  #work: Promise<unknown> = Promise.resolve();
  #closed = false;
  #next_ms = Number.NEGATIVE_INFINITY;

  constructor(card: ModelCard) {
    this.#card = card;
  }

  /** @returns null where none is due, or the model cannot be looked into */
  async image(frame: Frame, now_ms: number): Promise<RawImage | null> {
    if (now_ms < this.#next_ms) return null;
    this.#next_ms = now_ms + PERIOD_MS;
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
    await this.#work;
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
