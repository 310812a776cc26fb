/** One JSON line a model. */
export interface Comparison {
  readonly model: string;
  /** What the session says it ran on. */
  readonly provider: string | null;
  readonly error: string | null;
  /** Frames whose outputs differ by no more than float32 rounds. */
  readonly equalFrames: number;
  /** Largest |difference| of an output over all frames, and the largest |output| of the CPU. */
  readonly distance: number;
  readonly largest: number;
}

/** So many frames have to be equal. */
export const EQUAL_FRAMES = 2;
/** An int8 network rounds each value to a step. Where one lies between two, providers that add in another order may choose
 *  different ones, and the frame tells nothing: the next one is run. */
export const MOST_FRAMES = 8;
/** Largest part of the largest output that float32 networks may differ by: rounding in another order. */
export const FLOAT32 = 1e-5;
