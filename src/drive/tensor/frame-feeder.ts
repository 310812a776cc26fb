import type { InputContract } from '../../config/input-contract';
import type { Frame } from '../../types';
import { FrameStack } from './frame-stack';
import type { TensorData } from './plan';
import { type Preprocessor, preprocessor } from './preprocess';
import { sharpPreprocessor } from './sharp-resample';

/**
 * Fills a network's input tensor from frames as its contract says: preprocessed, and for a stacked network together with
 * the frames before. Each frame is preprocessed once.
 */
export class FrameFeeder {
  readonly #fill: Preprocessor | ReturnType<typeof sharpPreprocessor>;
  readonly #stack: FrameStack | null;

  constructor(input: InputContract) {
    this.#fill = input.resize === 'sharp' ? sharpPreprocessor(input) : preprocessor(input);
    this.#stack = input.frames > 1 ? new FrameStack(input) : null;
  }

  /**
   * @param tensor in the contract's type, shape and layout; written in full
   * @returns a promise only if the contract has `resize: sharp`
   * @throws FrameError when the frame does not fit the contract; the stack is not changed then
   */
  fill(frame: Frame, tensor: TensorData): void | Promise<void> {
    const stack = this.#stack;
    if (stack === null) return this.#fill(frame, tensor);
    const waiting = this.#fill(frame, stack.next);
    if (waiting) return waiting.then(() => stack.push(tensor));
    stack.push(tensor);
  }

  /** Forgets the earlier frames: the next one fills the whole stack. */
  reset(): void {
    this.#stack?.reset();
  }
}
