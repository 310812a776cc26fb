import { BYTES_PER_PIXEL, type PixelEncoding } from '../../types';

/** The pixels of an image as a message holds them. */
export interface EncodedPixels {
  readonly encoding: PixelEncoding;
  readonly data: Uint8Array;
}

/** Weights of red, green and blue in grey, of 256: ITU-R BT.601. */
const GREY = [77, 150, 29] as const;

/** Turns the images that the built-in world draws, rgb8, into those of a camera with another encoding. */
export class PixelEncoder {
  readonly #encoding: PixelEncoding;
  #data = new Uint8Array(0);

  constructor(encoding: PixelEncoding) {
    this.#encoding = encoding;
  }

  /** @returns pixels that hold until the next call; of rgb8 the same array */
  encode(rgb: Uint8Array): EncodedPixels {
    const encoding = this.#encoding;
    if (encoding === 'rgb8') return { encoding, data: rgb };
    const length = (rgb.length / 3) * BYTES_PER_PIXEL[encoding];
    if (this.#data.length !== length) this.#data = new Uint8Array(length);
    if (encoding === 'mono8') toGrey(rgb, this.#data);
    else reorder(rgb, this.#data, encoding);
    return { encoding, data: this.#data };
  }
}

function toGrey(rgb: Uint8Array, into: Uint8Array): void {
  for (let from = 0, to = 0; from < rgb.length; from += 3, to++) {
    into[to] = (GREY[0] * rgb[from]! + GREY[1] * rgb[from + 1]! + GREY[2] * rgb[from + 2]! + 128) >> 8;
  }
}

function reorder(
  rgb: Uint8Array,
  into: Uint8Array,
  encoding: Exclude<PixelEncoding, 'rgb8' | 'mono8'>,
): void {
  const bytes = BYTES_PER_PIXEL[encoding];
  const red = encoding === 'rgba8' ? 0 : 2;
  // Opaque, where there is a fourth byte.
  if (bytes === 4) into.fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += bytes) {
    into[to + red] = rgb[from]!;
    into[to + 1] = rgb[from + 1]!;
    into[to + 2 - red] = rgb[from + 2]!;
  }
}
