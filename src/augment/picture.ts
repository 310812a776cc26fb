import { BYTES_PER_PIXEL, type Frame } from '../types';

/** 0 to 255 each. */
export type Rgb = readonly [number, number, number];

/** Pixels that a disturbance changes in place: some rows of a picture of any encoding. */
export interface Picture {
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

export interface Rows {
  readonly top: number;
  readonly bottom: number;
}

/** @param out takes the changed rows, in the frame's step and encoding */
export function pictureOf(frame: Frame, out: Uint8Array, { top, bottom }: Rows): Picture {
  const reversed = frame.encoding === 'bgr8' || frame.encoding === 'bgra8';
  return {
    data: out,
    width: frame.width,
    height: frame.height,
    step: frame.step,
    bytesPerPixel: BYTES_PER_PIXEL[frame.encoding],
    channels: frame.encoding === 'mono8' ? [0] : reversed ? [2, 1, 0] : [0, 1, 2],
    top,
    bottom,
  };
}

/** A colour's values in the order of `channels`: itself, or its luma (ITU-R BT.601) for a grey picture. */
export function tones({ channels }: Picture, [red, green, blue]: Rgb): readonly number[] {
  return channels.length === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue];
}

/** A table of what each value becomes; clamped and rounded. */
export function table(value: (from: number) => number): Uint8Array {
  return new Uint8Array(Uint8ClampedArray.from({ length: 256 }, (_, from) => value(from)));
}

/** Replaces each value by its channel's table; a grey picture goes through the second. */
export function throughTables(picture: Picture, tables: readonly [Uint8Array, Uint8Array, Uint8Array]): void {
  const { data, width, step, bytesPerPixel, channels, top, bottom } = picture;
  channels.forEach((channel, c) => {
    const values = channels.length === 1 ? tables[1] : tables[c]!;
    for (let y = top; y < bottom; y++) {
      const end = y * step + channel + width * bytesPerPixel;
      for (let at = y * step + channel; at < end; at += bytesPerPixel) data[at] = values[data[at]!]!;
    }
  });
}

/** Mixes every row with a colour. @param share of the colour in 256ths, by row */
export function blendRows(picture: Picture, colour: Rgb, share: (row: number) => number): void {
  const { data, width, step, bytesPerPixel, channels, top, bottom } = picture;
  const values = tones(picture, colour);
  for (let y = top; y < bottom; y++) {
    const part = share(y) | 0;
    if (part <= 0) continue;
    const rest = 256 - part;
    channels.forEach((channel, c) => {
      const add = (values[c]! * part + 128) | 0;
      const end = y * step + channel + width * bytesPerPixel;
      for (let at = y * step + channel; at < end; at += bytesPerPixel) {
        data[at] = (data[at]! * rest + add) >> 8;
      }
    });
  }
}

/** Mixes one pixel with a colour given as `tones`; a pixel outside of the rows or the picture is left alone. */
export function blendPixel(
  { data, width, step, bytesPerPixel, channels, top, bottom }: Picture,
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
