import type { RawImage } from './codec';

/** Where an image lies on another one, pixels. */
export interface Offset {
  readonly left: number;
  readonly top: number;
}

/** A copy with pixels of its own. */
export function copyImage({ width, height, channels, data }: RawImage): RawImage {
  return { width, height, channels, data: data.slice() };
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
    blendRow(ground.data, 3 * (start + from), layer.data, 4 * (y * layer.width + from), to - from);
  }
}

/** Half a million pixels for an image of a film: plain loops, whole numbers. */
function blendRow(ground: Uint8Array, to: number, layer: Uint8Array, from: number, pixels: number): void {
  for (let end = from + 4 * pixels; from < end; from += 4, to += 3) {
    const alpha = layer[from + 3]!;
    if (alpha === 0) continue;
    const rest = 255 - alpha;
    ground[to] = ((layer[from]! * alpha + ground[to]! * rest + 127) / 255) | 0;
    ground[to + 1] = ((layer[from + 1]! * alpha + ground[to + 1]! * rest + 127) / 255) | 0;
    ground[to + 2] = ((layer[from + 2]! * alpha + ground[to + 2]! * rest + 127) / 255) | 0;
  }
}
