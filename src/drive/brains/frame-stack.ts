import type { InputContract } from '../../config/model-card';
import type { TensorData } from '../tensor/plan';
import { tensorSize } from '../tensor/preprocess';

/**
 * The last frames of a stacked network, preprocessed: a ring buffer; the newest frame is written to `next`.
 */
export class FrameStack {
  readonly #nchw: boolean;
  readonly #newestFirst: boolean;
  /** Ring of single frames in the layout of the model. */
  readonly #frames: readonly TensorData[];
  #newest = 0;
  #empty = true;

  constructor(contract: InputContract) {
    const { type, layout, frames, order } = contract;
    const { height, width } = tensorSize(contract);
    const size = 3 * height * width;
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
      else interleave(frame, tensor, place, count);
    }
  }

  reset(): void {
    this.#empty = true;
  }
}

/** Writes the pixels of one frame into its three of the 3 * count channels of the stack. */
function interleave(frame: TensorData, tensor: TensorData, place: number, count: number): void {
  const stride = 3 * count;
  for (let from = 0, to = 3 * place; from < frame.length; from += 3, to += stride) {
    tensor[to] = frame[from]!;
    tensor[to + 1] = frame[from + 1]!;
    tensor[to + 2] = frame[from + 2]!;
  }
}
