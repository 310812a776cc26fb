import type { Command, Frame } from '../types';

/** `visual-backprop` follows the activations of the convolutions back to the image; `occlusion` covers parts of the image
 *  and sees how the command changes. */
export const SALIENCY_METHODS = ['visual-backprop', 'occlusion'] as const;
export type SaliencyMethod = (typeof SALIENCY_METHODS)[number];

/** A rectangle of a frame, pixels; right and bottom are outside of it. */
export interface FrameRectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What of an image a network's command depends on. */
export interface SaliencyMap {
  readonly method: SaliencyMethod;
  /** Size of the network's input image. */
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 to 1; the largest is 1, unless nothing in the image matters: then all are 0. Of stacked frames, the
   *  newest where they can be told apart. */
  readonly values: Float32Array;
  /** What the network sees of the frame: the map's rows, and its columns from `columns.left` to `columns.right`, lie
   *  over this part of it. */
  readonly crop: FrameRectangle;
  /** Columns [left, right) of the map that the frame fills; the others are padding. */
  readonly columns: { readonly left: number; readonly right: number };
  /** What the network answers to the image, before limits and compensation. */
  readonly command: Command;
  /** How much the command would change if a pixel and its surroundings were not there: covered minus seen. Null but for
   *  `occlusion`. */
  readonly changes: { readonly v_mps: Float32Array; readonly w_radps: Float32Array } | null;
}

/** Finds what a network looks at. Frames are given in the order of the drive: stacked and recurrent networks remember
 *  them. One call at a time. */
export interface Saliency {
  /** Name of the model. */
  readonly model: string;
  readonly method: SaliencyMethod;
  /** Why it is not `visual-backprop` although that was asked for; null where it is, or was not. */
  readonly reason: string | null;
  /** Number of stacked frames, 1 for most networks. */
  readonly frames: number;
  /** Whether it has a state that it takes from frame to frame. */
  readonly isRecurrent: boolean;
  /** @throws FrameError for a frame that does not fit the model */
  saliencyOf(frame: Frame): Promise<SaliencyMap>;
  /**
   * The same for an input tensor, such as a brain has made.
   * @param tensor in the type, shape and layout of the model's card; read before the promise is returned
   * @param frame size of the frame that it was made from
   */
  saliencyOfTensor(
    tensor: Float32Array | Uint8Array,
    frame: { readonly width: number; readonly height: number },
  ): Promise<SaliencyMap>;
  /** Shows a frame that no map is wanted of. Does nothing for a network without memory. */
  watch(frame: Frame): Promise<void>;
  /** Forgets earlier frames and states. */
  reset(): void;
  /** Safe to call twice. */
  close(): Promise<void>;
}
