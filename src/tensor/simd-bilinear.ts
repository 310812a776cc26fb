import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BilinearOptions } from './bilinear';
import { axis } from './bilinear-axis';

/** Compiled from assembly/bilinear.ts; found from the sources (tests) as well as from dist. */
const WASM_FILE = path.resolve(__dirname, '..', '..', 'dist', 'tensor', 'bilinear.wasm');
const PAGE_BYTES = 65_536;
/** Below this address lies what the compiler keeps for itself. */
const BASE = 1024;
/** The kernel loads eight bytes where it needs six. */
const SLACK_BYTES = 16;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  resample(...args: number[]): void;
}

let compiled: WebAssembly.Module | null = null;

function kernel(): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(WASM_FILE));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernel;
}

/**
 * The same as BilinearPlan, byte for byte, with 128-bit instructions; float32 tensors only. Copies the
 * source rows that the output needs into the kernel's memory, a quarter to a half of the crop.
 */
export class SimdBilinearPlan {
  readonly inWidth: number;
  readonly frameHeight: number;
  readonly #options: BilinearOptions;
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #result: Float32Array;
  readonly #rowBytes: number;
  readonly #rowsAt: number;
  /** Source rows above and below, for each output row. */
  readonly #y0: Int32Array;
  readonly #y1: Int32Array;
  readonly #arguments: number[];

  constructor(options: BilinearOptions) {
    const { inWidth, outWidth, outHeight, bytesPerPixel, layout } = options;
    this.#options = options;
    this.inWidth = inWidth;
    this.frameHeight = options.frameHeight;
    const columns = axis(inWidth, outWidth, false);
    const rows = axis(options.bottom - options.top, outHeight, true);
    this.#y0 = rows.low.map((y) => y + options.top);
    this.#y1 = rows.high.map((y) => y + options.top);
    this.#rowBytes = inWidth * bytesPerPixel;

    const outputs = outWidth * outHeight * 3;
    const orderAt = BASE;
    const columnsAt = orderAt + 16;
    const weightsAt = columnsAt + outWidth * 8;
    const affineAt = weightsAt + outHeight * 8;
    const resultAt = affineAt + 32;
    this.#rowsAt = resultAt + outputs * 4;
    const end = this.#rowsAt + 2 * outHeight * this.#rowBytes + SLACK_BYTES;

    this.#kernel = kernel();
    const { memory } = this.#kernel;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#result = new Float32Array(memory.buffer, resultAt, outputs);
    this.#bytes.set(byteOrder(options), orderAt);
    new Int32Array(memory.buffer, columnsAt, outWidth * 2).set(
      interleave(
        columns.low,
        (x) => columns.low[x]! * bytesPerPixel,
        (x) => (columns.highWeight[x]! << 16) | columns.lowWeight[x]!,
      ),
    );
    new Int32Array(memory.buffer, weightsAt, outHeight * 2).set(
      interleave(
        rows.low,
        (y) => rows.lowWeight[y]!,
        (y) => rows.highWeight[y]!,
      ),
    );
    new Float32Array(memory.buffer, affineAt, 6).set([...options.affine.factor, ...options.affine.offset]);
    const nchw = layout === 'NCHW';
    this.#arguments = [
      this.#rowsAt,
      this.#rowBytes,
      columnsAt,
      weightsAt,
      orderAt,
      affineAt,
      resultAt,
      outWidth,
      outHeight,
      outWidth * (nchw ? 4 : 12),
      nchw ? 4 : 12,
      nchw ? outWidth * outHeight * 4 : 4,
    ];
  }

  /** Whether the kernel can do what the options ask for. */
  static fits({ outWidth, tensorWidth, tables }: BilinearOptions): boolean {
    return outWidth === tensorWidth && tables[0] instanceof Float32Array;
  }

  apply(data: Uint8Array, step: number, tensor: Float32Array | Uint8Array): void {
    const rowBytes = this.#rowBytes;
    const bytes = this.#bytes;
    let at = this.#rowsAt;
    for (let y = 0; y < this.#options.outHeight; y++) {
      const above = this.#y0[y]! * step;
      const below = this.#y1[y]! * step;
      if (below === above + rowBytes) {
        bytes.set(data.subarray(above, above + 2 * rowBytes), at);
      } else {
        bytes.set(data.subarray(above, above + rowBytes), at);
        bytes.set(data.subarray(below, below + rowBytes), at + rowBytes);
      }
      at += 2 * rowBytes;
    }
    this.#kernel.resample(...this.#arguments);
    tensor.set(this.#result);
  }
}

/** Byte indices of (left, right) pairs of the three channels inside two neighbouring pixels. */
function byteOrder({ channelOffsets, bytesPerPixel }: BilinearOptions): Uint8Array {
  const order = new Uint8Array(16).fill(255);
  channelOffsets.forEach((offset, c) => {
    order[4 * c] = offset;
    order[4 * c + 2] = offset + bytesPerPixel;
  });
  return order;
}

function interleave(
  like: Int32Array,
  first: (i: number) => number,
  second: (i: number) => number,
): Int32Array {
  const out = new Int32Array(like.length * 2);
  for (let i = 0; i < like.length; i++) {
    out[2 * i] = first(i);
    out[2 * i + 1] = second(i);
  }
  return out;
}
