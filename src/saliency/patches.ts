import { channelsOf, type InputContract } from '../config/input-contract';
import type { TensorData } from '../drive/tensor/plan';
import { tensorSize } from '../drive/tensor/preprocess';

/** Part of a network's input image; right and bottom are outside of it. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Patches over the height of an image. */
const PATCHES_HIGH = 6;

/** Squares that overlap by half in both directions, so that the edge of one is the middle of another. */
export function layPatches({ width, height }: { readonly width: number; readonly height: number }): Patch[] {
  const size = Math.max(2, Math.round(height / PATCHES_HIGH));
  const starts = (length: number) => {
    const count = Math.max(1, Math.ceil((2 * length) / size) - 1);
    return Array.from({ length: count }, (_, i) => Math.floor((i * size) / 2));
  };
  return starts(height).flatMap((top) =>
    starts(width).map((left) => ({
      left,
      top,
      right: Math.min(width, left + size),
      bottom: Math.min(height, top + size),
    })),
  );
}

/** Covers parts of the newest frame of a network's input with the mean of what surrounds them. */
export class Cover {
  readonly #contract: InputContract;
  readonly #width: number;
  readonly #height: number;
  readonly #channels: number;
  /** Index of the first of the newest frame's channels. */
  readonly #first: number;

  constructor(contract: InputContract) {
    this.#contract = contract;
    const { width, height } = tensorSize(contract);
    this.#width = width;
    this.#height = height;
    this.#channels = channelsOf(contract);
    this.#first = contract.order === 'oldest-first' ? this.#channels * (contract.frames - 1) : 0;
  }

  /** @param target a copy of `image`, changed within the patch */
  apply(image: TensorData, target: TensorData, patch: Patch): void {
    for (let channel = this.#first; channel < this.#first + this.#channels; channel++) {
      const mean = this.#surroundings(image, channel, patch);
      this.#visit(channel, patch, (at) => {
        target[at] = mean;
      });
    }
  }

  /** Takes the cover off again. */
  undo(image: TensorData, target: TensorData, patch: Patch): void {
    for (let channel = this.#first; channel < this.#first + this.#channels; channel++) {
      this.#visit(channel, patch, (at) => {
        target[at] = image[at]!;
      });
    }
  }

  /** Mean over a frame of half the patch's width around it; of the patch itself where it fills the image. */
  #surroundings(image: TensorData, channel: number, patch: Patch): number {
    const margin = Math.max(1, (patch.bottom - patch.top) >> 1);
    const outer = {
      left: Math.max(0, patch.left - margin),
      top: Math.max(0, patch.top - margin),
      right: Math.min(this.#width, patch.right + margin),
      bottom: Math.min(this.#height, patch.bottom + margin),
    };
    const [all, own] = [this.#sum(image, channel, outer), this.#sum(image, channel, patch)];
    const count = areaOf(outer) - areaOf(patch);
    const mean = count > 0 ? (all - own) / count : own / areaOf(patch);
    return this.#contract.type === 'uint8' ? Math.round(mean) : mean;
  }

  #sum(image: TensorData, channel: number, patch: Patch): number {
    let sum = 0;
    this.#visit(channel, patch, (at) => {
      sum += image[at]!;
    });
    return sum;
  }

  #visit(channel: number, patch: Patch, visit: (at: number) => void): void {
    const { layout, frames } = this.#contract;
    const stride = layout === 'NCHW' ? 1 : this.#channels * frames;
    const base = layout === 'NCHW' ? channel * this.#width * this.#height : channel;
    for (let y = patch.top; y < patch.bottom; y++) {
      const row = base + y * this.#width * stride;
      for (let x = patch.left; x < patch.right; x++) visit(row + x * stride);
    }
  }
}

function areaOf({ left, top, right, bottom }: Patch): number {
  return (right - left) * (bottom - top);
}
