import { readFileSync } from 'node:fs';
import { builtFile } from '../../support/paths';
import type { RowRange } from '../../types';
import { axis, columnsNeeded, lowerRow, rowsNeeded } from './bilinear-axis';
import type { BilinearOptions } from './plan';

/** Compiled from assembly/bilinear.ts; found from the sources (tests) as well as from dist. */
const WASM_FILE = builtFile('drive', 'tensor', 'bilinear.wasm');
const PAGE_BYTES = 65_536;
/** Memory below this address belongs to the compiler. */
const BASE = 1024;
/** The kernel loads eight bytes where it needs six, and writes up to 15 bytes beyond its result. */
const SLACK_BYTES = 16;

type Resample = (...args: number[]) => void;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly planes: Resample;
  readonly pixels: Resample;
  readonly bytePlanes: Resample;
  readonly bytePixels: Resample;
}

let compiled: WebAssembly.Module | null = null;

function kernel(): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(WASM_FILE));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernel;
}

/**
 * The same as BilinearPlan, byte for byte, with 128-bit instructions. Copies each source row that the output needs into
 * the kernel's memory once.
 */
export class SimdBilinearPlan {
  readonly inWidth: number;
  readonly frameHeight: number;
  /** Rows of a frame that are read, each copied once. */
  readonly rows: readonly RowRange[];
  /** 1 for each column of a frame that is read. */
  readonly columns: Uint8Array;
  readonly #resample: Resample;
  readonly #bytes: Uint8Array;
  readonly #result: Float32Array | Uint8Array;
  readonly #rowBytes: number;
  readonly #sourceAt: number;
  readonly #arguments: readonly [number, number, number, number, number, number, number];

  constructor(options: BilinearOptions) {
    const { inWidth, outWidth, outHeight, bytesPerPixel, layout, tables, affine } = options;
    this.inWidth = inWidth;
    this.frameHeight = options.frameHeight;
    const columns = axis(inWidth, outWidth, false);
    const rows = axis(options.bottom - options.top, outHeight, true);
    this.rows = rowsNeeded(rows, options.top);
    this.columns = columnsNeeded(columns, options.inWidth);
    const places = placesOf(this.rows);
    this.#rowBytes = inWidth * bytesPerPixel;

    const floats = tables[0] instanceof Float32Array;
    const outputs = outWidth * outHeight * 3;
    const orderAt = BASE;
    const columnsAt = orderAt + 16;
    const rowsAt = columnsAt + outWidth * 8;
    const affineAt = rowsAt + outHeight * 16;
    const resultAt = affineAt + 32;
    this.#sourceAt = resultAt + outputs * (floats ? 4 : 1) + SLACK_BYTES;
    const end = this.#sourceAt + places.size * this.#rowBytes + SLACK_BYTES;

    const { memory, planes, pixels, bytePlanes, bytePixels } = kernel();
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    const { buffer } = memory;
    this.#bytes = new Uint8Array(buffer);
    this.#result = floats
      ? new Float32Array(buffer, resultAt, outputs)
      : new Uint8Array(buffer, resultAt, outputs);
    this.#bytes.set(byteOrder(options), orderAt);
    const columnWords = new Int32Array(buffer, columnsAt, outWidth * 2);
    for (let x = 0; x < outWidth; x++) {
      columnWords[2 * x] = columns.low[x]! * bytesPerPixel;
      columnWords[2 * x + 1] = (columns.highWeight[x]! << 16) | columns.lowWeight[x]!;
    }
    const rowWords = new Int32Array(buffer, rowsAt, outHeight * 4);
    const address = (row: number) => this.#sourceAt + places.get(row + options.top)! * this.#rowBytes;
    for (let y = 0; y < outHeight; y++) {
      rowWords.set(
        [address(rows.low[y]!), address(lowerRow(rows, y)), rows.lowWeight[y]!, rows.highWeight[y]!],
        4 * y,
      );
    }
    new Float32Array(buffer, affineAt, 8).set([...affine.factor, 0, ...affine.offset, 0]);
    const [asPlanes, asPixels] = floats ? [planes, pixels] : [bytePlanes, bytePixels];
    this.#resample = layout === 'NCHW' ? asPlanes : asPixels;
    this.#arguments = [columnsAt, rowsAt, orderAt, affineAt, resultAt, outWidth, outHeight];
  }

  /** Whether the kernel supports these options. */
  static fits({ outWidth, tensorWidth }: BilinearOptions): boolean {
    return outWidth === tensorWidth;
  }

  apply(data: Uint8Array, step: number, tensor: Float32Array | Uint8Array): void {
    const rowBytes = this.#rowBytes;
    const bytes = this.#bytes;
    let at = this.#sourceAt;
    for (const { top, bottom } of this.rows) {
      if (step === rowBytes) {
        bytes.set(data.subarray(top * step, bottom * step), at);
        at += (bottom - top) * rowBytes;
      } else {
        for (let row = top; row < bottom; row++, at += rowBytes) {
          bytes.set(data.subarray(row * step, row * step + rowBytes), at);
        }
      }
    }
    this.#resample(...this.#arguments);
    tensor.set(this.#result);
  }
}

/** Where the kernel's memory holds each row of these ranges. */
function placesOf(rows: readonly RowRange[]): Map<number, number> {
  const places = new Map<number, number>();
  for (const { top, bottom } of rows) for (let row = top; row < bottom; row++) places.set(row, places.size);
  return places;
}

/** Byte indices of (left, right) pairs of the three channels within two adjacent pixels. */
function byteOrder({ channelOffsets, bytesPerPixel }: BilinearOptions): Uint8Array {
  const order = new Uint8Array(16).fill(255);
  channelOffsets.forEach((offset, c) => {
    order[4 * c] = offset;
    order[4 * c + 2] = offset + bytesPerPixel;
  });
  return order;
}
