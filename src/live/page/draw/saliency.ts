import type { ShownImage } from './images';

/** Red, green, blue: neither the road nor the painted line has it. */
const TINT = [255, 214, 0] as const;
/** Bright pixels cover what they lie on by this share. */
const COVER = 0.85;

/** The overlay of a saliency image: one colour, opaque where the image is bright. */
export class SaliencyLayer {
  readonly #canvas = document.createElement('canvas');
  #made: ShownImage | null = null;

  /** The layer of an image, as large as the image. */
  layerOf(image: ShownImage): HTMLCanvasElement {
    if (this.#made !== image) this.#make(image);
    return this.#canvas;
  }

  #make(image: ShownImage): void {
    const { width, height } = image.bitmap;
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) return;
    context.drawImage(image.bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, width, height);
    const { data } = pixels;
    for (let i = 0; i < data.length; i += 4) {
      const bright = Math.max(data[i]!, data[i + 1]!, data[i + 2]!);
      data[i] = TINT[0];
      data[i + 1] = TINT[1];
      data[i + 2] = TINT[2];
      data[i + 3] = bright * COVER;
    }
    context.putImageData(pixels, 0, 0);
    this.#made = image;
  }
}
