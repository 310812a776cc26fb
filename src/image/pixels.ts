import type { RawImage } from './codec';

/** Where an image lies on another one, pixels. */
export interface Offset {
  readonly left: number;
  readonly top: number;
}

/** A copy with pixels of its own. */
export function copyImage({ width, height, channels, data }: RawImage): RawImage {
  return { width, height, channels, data: Uint8Array.from(data) };
}

/** Copies an image onto one with the same channels; what lies outside is cut off. */
export function copyOnto(ground: RawImage, image: RawImage, { left, top }: Offset): void {
  const { channels } = ground;
  const [from, to] = [Math.max(0, -left), Math.min(image.width, ground.width - left)];
  if (from >= to) return;
  for (let y = Math.max(0, -top); y < Math.min(image.height, ground.height - top); y++) {
    const row = image.data.subarray(channels * (y * image.width + from), channels * (y * image.width + to));
    ground.data.set(row, channels * ((top + y) * ground.width + left + from));
  }
}

/** Draws an RGBA image over an RGB one; what lies outside is cut off. */
export function blendOnto(ground: RawImage, layer: RawImage, { left, top }: Offset): void {
  const [from, to] = [Math.max(0, -left), Math.min(layer.width, ground.width - left)];
  for (let y = Math.max(0, -top); y < Math.min(layer.height, ground.height - top); y++) {
    const start = (top + y) * ground.width + left;
    for (let x = from; x < to; x++)
      blendPixel(ground.data, 3 * (start + x), layer.data, 4 * (y * layer.width + x));
  }
}

function blendPixel(ground: Uint8Array, at: number, layer: Uint8Array, from: number): void {
  const alpha = layer[from + 3]!;
  if (alpha === 0) return;
  for (let c = 0; c < 3; c++) {
    const over = layer[from + c]!;
    ground[at + c] =
      alpha === 255 ? over : Math.floor((over * alpha + ground[at + c]! * (255 - alpha) + 127) / 255);
  }
}
