import { RoadLines } from '../../drive/road-lines';
import { BrainError, messageOf } from '../../errors';
import { encodePreview, type RawImage } from '../../image/codec';
import { BYTES_PER_PIXEL, type Frame } from '../../types';
import type { Sight } from '../feed/channel';
import type { CopiedFrame } from '../feed/frame-slot';
import { encodeImageMessage } from '../image-message';
import type { ImageHeader, LiveCard } from '../messages';
import type { ImageKind } from '../page-requests';
import type { ReplayedImage } from '../replay-messages';
import { Crop } from './crop';

const CAMERA_QUALITY = 75;
/** A network's image is small. */
const CROP_QUALITY = 90;

/** Widths of images that pages want, by kind. */
export type WantedImages = ReadonlyMap<ImageKind, ReadonlySet<number>>;

/** An image for every page that wants that kind and width. */
export interface MadeImage {
  readonly kind: ImageKind;
  readonly width: number;
  readonly message: Uint8Array;
}

/** Makes the images of pages from camera frames: each kind and width once, whoever wants it. */
export class ImageMaker {
  readonly #warn: (line: string) => void;
  #sight: Sight | null = null;
  #lines = new RoadLines({});
  #crop: Crop | null = null;

  constructor(warn: (line: string) => void) {
    this.#warn = warn;
  }

  /** Another brain drives. */
  set sight(sight: Sight) {
    const before = this.#sight;
    this.#sight = sight;
    if (JSON.stringify(before?.camera) !== JSON.stringify(sight.camera))
      this.#lines = new RoadLines(sight.camera);
    if (before?.modelFile === sight.modelFile) return;
    void this.close();
    this.#crop = cropOf(sight.modelFile);
  }

  /** Of the network that drives; null for a brain without one. */
  get card(): LiveCard | null {
    return this.#crop?.card ?? null;
  }

  /** Of the kinds `camera` and `crop`.
   *  @param copied its pixels are used up */
  async make(copied: CopiedFrame, wanted: WantedImages): Promise<MadeImage[]> {
    const frame = frameOf(copied);
    const crops = await this.#crops(copied, frame, wanted.get('crop'));
    const cameras = await this.#cameras(copied, frame, wanted.get('camera'));
    return [...cameras, ...crops];
  }

  /** One call at a time; `make` may be called meanwhile.
   *  @param copied is copied at once
   *  @returns nothing where there is no network, or it cannot be looked into */
  async makeSaliency(copied: CopiedFrame, widths: ReadonlySet<number>): Promise<MadeImage[]> {
    const crop = this.#crop;
    if (crop === null || this.#sight?.isCorrupted) return [];
    const shown = frameOf(copied);
    const frame = { ...shown, data: Uint8Array.from(shown.data) };
    const facts = { ...this.#facts(copied, frame), line: null, path: null };
    const pixels = await crop.saliency.image(frame);
    // Another network may drive by now.
    if (pixels === null || crop !== this.#crop) return [];
    return Promise.all([...widths].map((wide) => encode('saliency', pixels, wide, CROP_QUALITY, facts)));
  }

  /** Never throws. */
  async close(): Promise<void> {
    try {
      await this.#crop?.saliency.close();
    } catch (error) {
      this.#warn(`live page: the network that saliency looks into could not be closed: ${messageOf(error)}`);
    }
  }

  async #cameras(copied: CopiedFrame, frame: Frame, widths?: ReadonlySet<number>): Promise<MadeImage[]> {
    if (!widths) return [];
    const { v_mps, w_radps } = copied;
    const facts = {
      ...this.#facts(copied, frame),
      line: this.#lines.find(frame),
      path: v_mps === null || w_radps === null ? null : this.#lines.pathOf(frame, v_mps, w_radps),
    };
    const pixels = rawImage(frame);
    return Promise.all([...widths].map((width) => encode('camera', pixels, width, CAMERA_QUALITY, facts)));
  }

  async #crops(copied: CopiedFrame, frame: Frame, widths?: ReadonlySet<number>): Promise<MadeImage[]> {
    // What a brain sees whose images are corrupted is not known here.
    if (!widths || this.#crop === null || this.#sight?.isCorrupted) return [];
    const crop = this.#crop;
    const seen = await unlessUnfit(() => crop.image(frame));
    if (seen === null) return [];
    const { width, height, rgb } = seen;
    const facts = { ...this.#facts(copied, frame), line: null, path: null };
    const pixels: RawImage = { width, height, channels: 3, data: rgb };
    return Promise.all([...widths].map((wide) => encode('crop', pixels, wide, CROP_QUALITY, facts)));
  }

  #facts({ frame: number, wall_ms, sim_s, v_mps, w_radps, replayed }: CopiedFrame, frame: Frame) {
    const crop = this.#crop;
    return {
      ...(replayed && { replayed: this.#answers(replayed, frame) }),
      frame: number,
      wall_ms: Math.round(wall_ms),
      sim_s,
      v_mps,
      w_radps,
      crop: crop === null ? null : rectangleOf(crop, frame),
    };
  }

  #answers({ recording, answers }: NonNullable<CopiedFrame['replayed']>, frame: Frame): ReplayedImage {
    const paths = answers.map((answer) => {
      if (answer === null) return { v_mps: null, w_radps: null, path: null };
      return { ...answer, path: this.#lines.pathOf(frame, answer.v_mps, answer.w_radps) };
    });
    return { recording, answers: paths };
  }
}

async function encode(
  kind: ImageKind,
  pixels: RawImage,
  width: number,
  quality: number,
  facts: Omit<ImageHeader, 'kind' | 'format' | 'width' | 'height'>,
): Promise<MadeImage> {
  const { data, ...size } = await encodePreview(pixels, width, quality);
  return {
    kind,
    width,
    message: encodeImageMessage({ kind, format: 'image/jpeg', ...size, ...facts }, data),
  };
}

function frameOf({ image, frame, wall_ms }: CopiedFrame): Frame {
  return { ...image, sequence: frame, stamp: null, arrival_ms: wall_ms };
}

/** The pixels in the order of an encoder; changes those of a frame in the order blue, green, red. */
function rawImage({ width, height, encoding, data }: Frame): RawImage {
  const channels = BYTES_PER_PIXEL[encoding];
  if (encoding === 'bgr8' || encoding === 'bgra8') {
    for (let i = 0; i < data.length; i += channels) {
      const blue = data[i]!;
      data[i] = data[i + 2]!;
      data[i + 2] = blue;
    }
  }
  return { width, height, channels, data };
}

/** Null for a model without a readable card: its file was replaced while it drives. */
function cropOf(modelFile: string | null): Crop | null {
  try {
    return modelFile === null ? null : new Crop(modelFile);
  } catch (error) {
    if (error instanceof BrainError) return null;
    throw error;
  }
}

function rectangleOf(crop: Crop, frame: Frame): ImageHeader['crop'] {
  try {
    return crop.rectangle(frame);
  } catch (error) {
    if (error instanceof BrainError) return null;
    throw error;
  }
}

async function unlessUnfit<T>(make: () => Promise<T>): Promise<T | null> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof BrainError) return null;
    throw error;
  }
}
