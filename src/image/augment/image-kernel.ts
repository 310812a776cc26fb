import { readFileSync } from 'node:fs';
import { clamp } from '../../support/numbers';
import { builtFile } from '../../support/paths';
import { BYTES_PER_PIXEL, type Frame, type RowRange } from '../../types';
import { type NoiseTile, TILE_BYTES } from './noise-tile';
import type { PixelRows, Rgb } from './pixel-rows';
import { tones } from './pixel-rows';

/** Compiled from assembly/augment.ts; found from the sources (tests) as well as from dist. */
const WASM_FILE = builtFile('image', 'augment', 'kernel.wasm');
const PAGE_BYTES = 65_536;
/** Rows are padded to a multiple of this: the channels of 1, 3 and 4 bytes repeat in it. */
const GROUP = 48;
const GROUP_BYTES = 2 * GROUP;
const FACTORS_AT = 1024;
const ADDENDS_AT = FACTORS_AT + GROUP_BYTES;
const ORDER_AT = ADDENDS_AT + GROUP_BYTES;
const TILE_AT = ORDER_AT + 16;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  scale(at: number, bytes: number, factors: number, addends: number): void;
  shine(at: number, bytes: number, factors: number, columns: number, row: number): void;
  addNoise(at: number, bytes: number, noise: number): void;
  moveRow(...args: number[]): void;
}

/** A motion of the image: rotated about its centre (clockwise positive), scaled, then shifted right and down. */
export interface Motion {
  readonly turn_rad: number;
  readonly scale: number;
  readonly shiftX_px: number;
  readonly shiftY_px: number;
}

/** byte * factor + addend, for red, green and blue. */
export interface Tone {
  readonly factor: Rgb;
  readonly addend: Rgb;
}

/**
 * A frame in the memory of a WebAssembly kernel, for corruptions and augmentations: `load` a frame, change it, `store`
 * it. For grey frames the green coefficients are used.
 */
export class ImageKernel {
  readonly #kernel: Kernel;
  #bytes: Uint8Array;
  #words: Int16Array;
  #image!: PixelRows;
  #stride = 0;
  #imageAt = 0;
  #sourceAt = 0;
  #columnsAt = 0;
  #columns: object | null = null;
  #tile: NoiseTile | null = null;
  #order = '';

  constructor() {
    const module = new WebAssembly.Module(readFileSync(WASM_FILE));
    this.#kernel = new WebAssembly.Instance(module, {}).exports as unknown as Kernel;
    this.#bytes = new Uint8Array(0);
    this.#words = new Int16Array(0);
  }

  /** The pixels, to be drawn individually. */
  get image(): PixelRows {
    return this.#image;
  }

  /** Copies the rows [top, bottom) of a frame in. */
  load(frame: Frame, rows: RowRange): void {
    this.#makeRoom(frame);
    const reversed = frame.encoding === 'bgr8' || frame.encoding === 'bgra8';
    this.#image = {
      data: this.#bytes.subarray(this.#imageAt),
      width: frame.width,
      height: frame.height,
      step: this.#stride,
      bytesPerPixel: BYTES_PER_PIXEL[frame.encoding],
      channels: frame.encoding === 'mono8' ? [0] : reversed ? [2, 1, 0] : [0, 1, 2],
      ...rows,
    };
    this.#copyIn(frame, this.#imageAt, rows);
  }

  /** @param step bytes per row of `out`; rows that were not loaded are not changed */
  store(out: Uint8Array, step: number): void {
    const { top, bottom, width, bytesPerPixel } = this.#image;
    const bytes = width * bytesPerPixel;
    if (step === this.#stride && bytes === step) {
      out.set(this.#bytes.subarray(this.#imageAt + top * step, this.#imageAt + bottom * step), top * step);
      return;
    }
    for (let y = top; y < bottom; y++) {
      const at = this.#imageAt + y * this.#stride;
      out.set(this.#bytes.subarray(at, at + bytes), y * step);
    }
  }

  /** Applies the same tone to every row. */
  scale({ factor, addend }: Tone): void {
    this.#setCoefficients(FACTORS_AT, factor, 256, 256);
    this.#setCoefficients(ADDENDS_AT, addend, 1, 0);
    const { top, bottom } = this.#image;
    const at = this.#imageAt + top * this.#stride;
    this.#kernel.scale(at, (bottom - top) * this.#stride, FACTORS_AT, ADDENDS_AT);
  }

  /** Blends every row with a colour. @param share of the colour, 0 to 1, by row */
  mix(colour: Rgb, share: (row: number) => number): void {
    const { top, bottom } = this.#image;
    for (let y = top; y < bottom; y++) {
      const part = share(y);
      if (part <= 0) continue;
      this.#setCoefficients(FACTORS_AT, [1 - part, 1 - part, 1 - part], 256, 256);
      this.#setCoefficients(ADDENDS_AT, [colour[0] * part, colour[1] * part, colour[2] * part], 1, 0);
      this.#kernel.scale(this.#imageAt + y * this.#stride, this.#stride, FACTORS_AT, ADDENDS_AT);
    }
  }

  /** Multiplies by ambient light plus a beam, which is the product of a factor by row and one by column, 0 to 1.
   *  @param columns the same object as long as its values are the same */
  shine(ambient: (row: number) => Rgb, beam: Rgb, rows: Float64Array, columns: Float64Array): void {
    const { top, bottom, width, bytesPerPixel } = this.#image;
    if (this.#columns !== columns) {
      this.#columns = columns;
      const values = tones(this.#image, beam);
      const at = this.#columnsAt / 2;
      this.#words.fill(0, at, at + this.#stride);
      for (let x = 0; x < width; x++) {
        this.#image.channels.forEach((channel, c) => {
          this.#words[at + x * bytesPerPixel + channel] = 32767 * columns[x]! * values[c]!;
        });
      }
    }
    for (let y = top; y < bottom; y++) {
      this.#setCoefficients(FACTORS_AT, ambient(y), 256, 256);
      const at = this.#imageAt + y * this.#stride;
      this.#kernel.shine(at, this.#stride, FACTORS_AT, this.#columnsAt, Math.round(256 * rows[y]!));
    }
  }

  /** Adds a random stretch of a tile of noise to each row. */
  addNoise(tile: NoiseTile, random: { next(): number }): void {
    if (this.#tile !== tile) {
      this.#tile = tile;
      this.#bytes.set(new Uint8Array(tile.values.buffer), TILE_AT);
    }
    const { top, bottom } = this.#image;
    const room = Math.max(1, tile.values.length - this.#stride);
    for (let y = top; y < bottom; y++) {
      const from = TILE_AT + Math.floor(random.next() * room);
      this.#kernel.addNoise(this.#imageAt + y * this.#stride, this.#stride, from);
    }
  }

  /** Replaces the rows by those of the moved frame, sampled bilinearly; the outermost pixels are repeated beyond the
   *  edges. @param frame the one that was loaded */
  move(frame: Frame, motion: Motion): void {
    const { width, height, bytesPerPixel, top, bottom } = this.#image;
    this.#copyIn(frame, this.#sourceAt, { top: 0, bottom: height });
    const cos = Math.cos(motion.turn_rad) / motion.scale;
    const sin = Math.sin(motion.turn_rad) / motion.scale;
    const middleX = (width - 1) / 2;
    const middleY = (height - 1) / 2;
    const dx = -middleX - motion.shiftX_px;
    for (let y = top; y < bottom; y++) {
      const dy = y - middleY - motion.shiftY_px;
      this.#kernel.moveRow(
        this.#sourceAt,
        this.#stride,
        this.#imageAt + y * this.#stride,
        width,
        bytesPerPixel,
        ORDER_AT,
        Math.round((middleX + cos * dx + sin * dy) * 65536),
        Math.round((middleY - sin * dx + cos * dy) * 65536),
        Math.round(cos * 65536),
        Math.round(-sin * 65536),
        (width - 1) << 8,
        (height - 1) << 8,
      );
    }
  }

  /** Writes 48 values from three, one per byte; those of bytes without colour (alpha) are `other`. */
  #setCoefficients(at: number, colour: Rgb, unit: number, other: number): void {
    const { channels, bytesPerPixel } = this.#image;
    const words = this.#words;
    const start = at / 2;
    const gray = channels.length === 1;
    if (bytesPerPixel === 4) words.fill(other, start, start + GROUP);
    for (let c = 0; c < channels.length; c++) {
      const value = clamp(Math.round(unit * colour[gray ? 1 : c]!), -32768, 32767);
      for (let i = channels[c]!; i < GROUP; i += bytesPerPixel) words[start + i] = value;
    }
  }

  #copyIn(frame: Frame, target: number, rows: RowRange): void {
    const { width, bytesPerPixel } = this.#image;
    const { step } = frame;
    const { top, bottom } = rows;
    const data = frame.rows?.([rows]) ?? frame.data;
    const bytes = width * bytesPerPixel;
    if (step === this.#stride && bytes === step) {
      this.#bytes.set(data.subarray(top * step, bottom * step), target + top * step);
      return;
    }
    for (let y = top; y < bottom; y++) {
      this.#bytes.set(data.subarray(y * step, y * step + bytes), target + y * this.#stride);
    }
  }

  /** Allocates the memory for frames of this format. */
  #makeRoom({ width, height, encoding }: Frame): void {
    const bytesPerPixel = BYTES_PER_PIXEL[encoding];
    const stride = Math.ceil((width * bytesPerPixel) / GROUP) * GROUP;
    const order = `${encoding} ${width}x${height}`;
    if (order === this.#order) return;
    this.#order = order;
    this.#columns = null;
    this.#tile = null;
    this.#stride = stride;
    this.#columnsAt = TILE_AT + TILE_BYTES + stride;
    this.#imageAt = this.#columnsAt + 2 * stride;
    // The row after the last receives what is written beyond an image; it is read with weight zero.
    this.#sourceAt = this.#imageAt + (height + 1) * stride;
    const end = this.#sourceAt + (height + 1) * stride + 16;
    const { memory } = this.#kernel;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Int16Array(memory.buffer);
    const pairs = new Uint8Array(16).fill(255);
    for (let c = 0; c < bytesPerPixel; c++) {
      pairs[4 * c] = c;
      pairs[4 * c + 2] = c + bytesPerPixel;
    }
    this.#bytes.set(pairs, ORDER_AT);
  }
}

let shared: ImageKernel | null = null;

/** One kernel for the whole thread: it keeps nothing from one image to the next, and each costs the address space of a
 *  WebAssembly memory. */
export function sharedKernel(): ImageKernel {
  shared ??= new ImageKernel();
  return shared;
}
