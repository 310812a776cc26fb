import { channelsOf, type InputContract } from '../../config/input-contract';
import type { TensorData } from './plan';
import { tensorSize } from './preprocess';

/**
 * The last frames of a stacked network, preprocessed: a ring buffer; the newest frame is written to `next`.
 */
export class FrameStack {
  readonly #nchw: boolean;
  /** Of one frame. */
  readonly #channels: 1 | 3;
  readonly #newestFirst: boolean;
  /** Ring of single frames in the layout of the model. */
  readonly #frames: readonly TensorData[];
  #newest = 0;
  #empty = true;

  constructor(contract: InputContract) {
    const { type, layout, frames, order } = contract;
    const { height, width } = tensorSize(contract);
    this.#channels = channelsOf(contract);
    const size = this.#channels * height * width;
    this.#nchw = layout === 'NCHW';
    this.#newestFirst = order === 'newest-first';
    this.#frames = Array.from({ length: frames }, () =>
      type === 'float32' ? new Float32Array(size) : new Uint8Array(size),
    );
  }

  /** The next frame is written here, then `push` is called. */
  get next(): TensorData {
    return this.#frames[(this.#newest + 1) % this.#frames.length]!;
  }

  /** Adds the frame that was written to `next`, and writes the whole stack. */
  push(tensor: TensorData): void {
    const count = this.#frames.length;
    this.#newest = (this.#newest + 1) % count;
    const newest = this.#frames[this.#newest]!;
    if (this.#empty) for (const frame of this.#frames) if (frame !== newest) frame.set(newest);
    this.#empty = false;
    for (let place = 0; place < count; place++) {
      const age = this.#newestFirst ? place : count - 1 - place;
      const frame = this.#frames[(this.#newest - age + count) % count]!;
      if (this.#nchw) tensor.set(frame, place * frame.length);
      else interleave(frame, tensor, this.#channels, place, count);
    }
  }

  reset(): void {
    this.#empty = true;
  }
}

/** Writes the pixels of one frame into its own of the channels of the stack. */
function interleave(
  frame: TensorData,
  tensor: TensorData,
  channels: number,
  place: number,
  count: number,
): void {
  const stride = channels * count;
  for (let from = 0, to = channels * place; from < frame.length; from += channels, to += stride) {
    for (let c = 0; c < channels; c++) tensor[to + c] = frame[from + c]!;
  }
}
