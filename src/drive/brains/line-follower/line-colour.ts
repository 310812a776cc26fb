import { FrameError } from '../../../errors';
import { BYTES_PER_PIXEL, type Frame } from '../../../types';

/** From this share of a frame's height on, a level camera sees the road. */
const ROAD_SHARE = 0.49;
const NOTHING = new Uint8Array(0);

/** Score of a pixel's similarity to the line: a weighted sum of its channels, positive for the line's hue (or
 *  brightness, for a line without hue), 255 at most. */
export class LineColour {
  /** False for a white or grey line, whose colour other markings have too. */
  readonly hasHue: boolean;
  private readonly weights: readonly [number, number, number];
  private readonly bias: number;
  private data: Uint8Array = NOTHING;
  private step = 0;
  private pixel = 3;
  private red = 0;
  private blue = 2;
  private width = 0;
  private height = 0;
  /** Rows above this one are read only once they are asked for. */
  private top = 0;
  private frame: Frame | null = null;

  /** @param rgb colour of the line, 0..255 each */
  constructor(rgb: readonly [number, number, number]) {
    const mean = (rgb[0] + rgb[1] + rgb[2]) / 3;
    const hue = rgb.map((channel) => channel - mean);
    const positive = hue.reduce((sum, part) => sum + Math.max(0, part), 0);
    this.hasHue = Math.max(...rgb) - Math.min(...rgb) >= 32;
    if (!this.hasHue) {
      // Grey or white: differs from the road in brightness alone.
      this.weights = [1 / 3, 1 / 3, 1 / 3];
      this.bias = mean / 2;
    } else {
      this.weights = [hue[0]! / positive, hue[1]! / positive, hue[2]! / positive];
      this.bias = 0;
    }
  }

  /** Sets the frame that `at` and `between` read.
   *  @throws FrameError for frames without colour */
  read(frame: Frame): void {
    if (frame.encoding === 'mono8') {
      throw new FrameError(
        'The line follower finds its line by colour and cannot drive on mono8 frames: ' +
          'let the camera publish rgb8, bgr8, rgba8 or bgra8',
      );
    }
    this.frame = frame;
    this.top = frame.rows === undefined ? 0 : Math.floor(ROAD_SHARE * frame.height);
    this.data = frame.rows?.([{ top: this.top, bottom: frame.height }]) ?? frame.data;
    this.step = frame.step;
    this.pixel = BYTES_PER_PIXEL[frame.encoding];
    this.width = frame.width;
    this.height = frame.height;
    const redFirst = frame.encoding === 'rgb8' || frame.encoding === 'rgba8';
    this.red = redFirst ? 0 : 2;
    this.blue = 2 - this.red;
  }

  /** Of one colour, 0..255 each channel. */
  score([red, green, blue]: readonly [number, number, number]): number {
    const { weights } = this;
    return weights[0] * red + weights[1] * green + weights[2] * blue - this.bias;
  }

  at(u: number, v: number): number {
    if (v < this.top) this.readAll();
    const offset = v * this.step + u * this.pixel;
    const { data, weights } = this;
    return (
      weights[0] * data[offset + this.red]! +
      weights[1] * data[offset + 1]! +
      weights[2] * data[offset + this.blue]! -
      this.bias
    );
  }

  /** Bilinear between pixel centres; NaN outside of the image. */
  between(u: number, v: number): number {
    const left = Math.floor(u);
    const top = Math.floor(v);
    if (left < 0 || top < 0 || left >= this.width - 1 || top >= this.height - 1) return Number.NaN;
    const right = u - left;
    const down = v - top;
    const upper = this.at(left, top) * (1 - right) + this.at(left + 1, top) * right;
    const lower = this.at(left, top + 1) * (1 - right) + this.at(left + 1, top + 1) * right;
    return upper * (1 - down) + lower * down;
  }

  private readAll(): void {
    this.top = 0;
    if (this.frame !== null) this.data = this.frame.data;
  }

  /** Releases the frame. */
  release(): void {
    this.frame = null;
    this.top = 0;
    this.data = NOTHING;
  }
}
