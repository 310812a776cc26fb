/** 0 to 255 each. */
export type Rgb = readonly [number, number, number];

/** Pixels that a corruption changes in place: some rows of an image of any encoding. */
export interface PixelRows {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bytes from row to row. */
  readonly step: number;
  readonly bytesPerPixel: number;
  /** Byte offsets inside a pixel of red, green and blue, or of the one grey value. */
  readonly channels: readonly number[];
  /** Rows [top, bottom) are changed. */
  readonly top: number;
  readonly bottom: number;
}

/** A colour's values in the order of `channels`: itself, or its luma (ITU-R BT.601) for a grey image. */
export function tones({ channels }: PixelRows, colour: Rgb): readonly number[] {
  const [red, green, blue] = colour;
  return channels.length === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : colour;
}

/** Blends one pixel with a colour given as `tones`; does nothing outside of the rows or the image.
 *  @param share of the colour in 256ths */
export function blendPixel(
  { data, width, step, bytesPerPixel, channels, top, bottom }: PixelRows,
  x: number,
  y: number,
  values: readonly number[],
  share: number,
): void {
  if (x < 0 || x >= width || y < top || y >= bottom) return;
  const at = y * step + x * bytesPerPixel;
  for (let c = 0; c < channels.length; c++) {
    const index = at + channels[c]!;
    data[index] = data[index]! + (((values[c]! - data[index]!) * share) >> 8);
  }
}
