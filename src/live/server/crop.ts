import { statSync } from 'node:fs';
import path from 'node:path';
import { CROP_REFERENCE_ROWS, type ModelCard, readCard } from '../../config/model-card';
import { FrameFeeder } from '../../drive/tensor/frame-feeder';
import { networkImage } from '../../drive/tensor/network-image';
import { croppedRows, filledColumns, tensorSize } from '../../drive/tensor/preprocess';
import type { Frame, NetworkImage } from '../../types';
import type { ImageHeader, LiveCard } from '../messages';
import { SaliencyImages } from './saliency-images';

/** What a network sees of frames, by its model's card. */
export class Crop {
  readonly saliency: SaliencyImages;
  readonly #card: ModelCard;
  readonly #feeder: FrameFeeder;
  readonly #tensor: Float32Array | Uint8Array;

  /** @throws ModelError for a model without a readable card */
  constructor(modelFile: string) {
    this.#card = readCard(modelFile);
    this.saliency = new SaliencyImages(this.#card);
    this.#feeder = new FrameFeeder(this.#card.input);
    const { shape, type } = this.#card.input;
    const size = shape.reduce((product, length) => product * length, 1);
    this.#tensor = type === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
  }

  /** For the page. */
  get card(): LiveCard {
    return liveCard(this.#card);
  }

  /** Where the network's image lies in a frame, shares of its width and height.
   *  @throws FrameError for a frame that does not fit the card */
  rectangle({ width, height }: Pick<Frame, 'width' | 'height'>): NonNullable<ImageHeader['crop']> {
    const { input } = this.#card;
    const { top, bottom } = croppedRows(input, height);
    const { left, right } = filledColumns(input, width, bottom - top);
    const filled = right - left;
    return [-left / filled, top / height, (tensorSize(input).width - left) / filled, bottom / height];
  }

  /** The network's image of a frame. @throws FrameError for a frame that does not fit the card */
  async image(frame: Frame): Promise<NetworkImage> {
    await this.#feeder.fill(frame, this.#tensor);
    return networkImage(this.#card.input, this.#tensor, frame);
  }
}

/** A card for a page. */
export function liveCard(card: ModelCard): LiveCard {
  const { name, modelFile, precision, parent, input, states } = card;
  return {
    name,
    file: path.basename(modelFile),
    precision,
    parent: parent?.name ?? null,
    bytes: statSync(modelFile, { throwIfNoEntry: false })?.size ?? null,
    shape: input.shape,
    layout: input.layout,
    crop: {
      top: input.crop.top / CROP_REFERENCE_ROWS,
      bottom: input.crop.bottom / CROP_REFERENCE_ROWS,
    },
    frames: input.frames,
    hasState: states.length > 0,
    seesLine: input.line !== null,
  };
}
