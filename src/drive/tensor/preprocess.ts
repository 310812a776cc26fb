import { CROP_REFERENCE_ROWS, channelsOf, type InputContract } from '../../config/input-contract';
import { FrameError } from '../../errors';
import { clamp } from '../../support/numbers';
import { BYTES_PER_PIXEL, type Frame, type PixelEncoding } from '../../types';
import { BilinearPlan } from './bilinear';
import { LevelPlan } from './level-plan';
import { levelOf } from './levels';
import { linePositions, rowsOfLine } from './line-positions';
import type { Affine, BilinearOptions, TensorData } from './plan';
import { SimdBilinearPlan } from './simd-bilinear';

/** Byte offsets of red, green and blue inside one pixel. */
const CHANNEL_OFFSETS: Readonly<Record<PixelEncoding, readonly [number, number, number]>> = {
  rgb8: [0, 1, 2],
  bgr8: [2, 1, 0],
  rgba8: [0, 1, 2],
  bgra8: [2, 1, 0],
  mono8: [0, 0, 0],
};

/** Writes one frame into a tensor. */
export type Preprocessor = (frame: Frame, tensor: TensorData) => void;

/**
 * Creates the conversion from frames to a model's input tensor: crop, resize, channel order, layout and normalisation
 * as the contract says. A plan is made once per frame format; after that nothing is allocated per frame.
 * @throws FrameError from the returned function when a frame does not fit the contract
 */
export function preprocessor(contract: InputContract): Preprocessor {
  const fill = fillerOf(contract);
  return (frame, tensor) => fill(frame, tensor);
}

function fillerOf(contract: InputContract): Preprocessor {
  const { line, colour, resize } = contract;
  if (line !== null) return linePositions(line, colour!, (encoding) => CHANNEL_OFFSETS[encoding]);
  return resize === 'none' && channelsOf(contract) === 3 ? copier(contract) : resizer(contract);
}

/** Rows [top, bottom) of a frame that the contract's crop selects, scaled to the frame's height; for positions of the line
 *  from the first row that is searched to the last. */
export function croppedRows(contract: InputContract, height: number): { top: number; bottom: number } {
  if (contract.line !== null) {
    const rows = rowsOfLine(contract.line, height);
    return { top: Math.min(...rows), bottom: Math.max(...rows) + 1 };
  }
  const top = Math.round((contract.crop.top * height) / CROP_REFERENCE_ROWS);
  const bottom = Math.round((contract.crop.bottom * height) / CROP_REFERENCE_ROWS);
  if (bottom <= top) {
    throw new FrameError(`frame of ${height} rows is too low for the model's crop`);
  }
  return { top, bottom };
}

/** A frame is enlarged to at most this many times its size: of fewer pixels a model sees nothing. */
const LARGEST_ENLARGEMENT = 4;

/** @throws FrameError for a frame whose crop has too few pixels for the model's input */
export function requireSize(contract: InputContract, { width, height }: Frame): void {
  const { top, bottom } = croppedRows(contract, height);
  const input = tensorSize(contract);
  const least = {
    width: Math.ceil(input.width / LARGEST_ENLARGEMENT),
    height: Math.ceil(input.height / LARGEST_ENLARGEMENT),
  };
  if (width >= least.width && bottom - top >= least.height) return;
  throw new FrameError(
    `frame is ${width}x${height}, its crop ${width}x${bottom - top}: too small for this model, ` +
      `which needs ${least.width}x${least.height} at least for its input of ${input.width}x${input.height}`,
  );
}

/** Height and width of the model's input image; positions of the line are one row. */
export function tensorSize(contract: InputContract): { height: number; width: number } {
  const [, a, b, c] = contract.shape as [number, number, number, number];
  if (contract.line !== null) return { height: 1, width: a };
  return contract.layout === 'NCHW' ? { height: b, width: c } : { height: a, width: b };
}

/** Columns [left, right) of the model's input image that a frame's width fills: with `fit: pad` the height is filled and
 *  both sides are black.
 *  @param rows of the crop */
export function filledColumns(
  contract: InputContract,
  frameWidth: number,
  rows: number,
): { left: number; right: number } {
  const { height, width } = tensorSize(contract);
  if (contract.fit !== 'pad') return { left: 0, right: width };
  const filled = clamp(Math.round((frameWidth * height) / rows), 1, width);
  const left = (width - filled) >> 1;
  return { left, right: left + filled };
}

/** value = byte * factor + offset for each of the model's channels. */
export function normalisation({ scale, mean, std }: InputContract): Affine {
  return { factor: std.map((s) => scale / s), offset: std.map((s, c) => -mean[c]! / s + 0) };
}

/** For each of the model's channels, the value of each byte: in single precision, as in the WebAssembly kernel;
 *  for uint8 then rounded half to even and cut to 0 and 255. */
export function normalisationTables(contract: InputContract): TensorData[] {
  const { factor, offset } = normalisation(contract);
  return factor.map((each, c) => {
    const single = Math.fround(each);
    const values = Float32Array.from(
      { length: 256 },
      (_, byte) => Math.fround(byte * single) + Math.fround(offset[c]!),
    );
    // Uint8ClampedArray rounds half to even (ECMAScript's ToUint8Clamp).
    return contract.type === 'uint8' ? new Uint8Array(Uint8ClampedArray.from(values)) : values;
  });
}

function channelOffsets(contract: InputContract, encoding: PixelEncoding): readonly number[] {
  const [r, g, b] = CHANNEL_OFFSETS[encoding];
  return contract.channels === 'bgr' ? [b, g, r] : [r, g, b];
}

function resizer(contract: InputContract): Preprocessor {
  const tables = normalisationTables(contract);
  const { height: outHeight, width: outWidth } = tensorSize(contract);
  let plan: BilinearPlan | SimdBilinearPlan | LevelPlan | null = null;
  let key = '';
  return (frame, tensor) => {
    if (
      plan === null ||
      plan.inWidth !== frame.width ||
      plan.frameHeight !== frame.height ||
      key !== frame.encoding
    ) {
      if (contract.resize === 'none') requireExactSize(contract, frame);
      else requireSize(contract, frame);
      const { top, bottom } = croppedRows(contract, frame.height);
      // BehaviorMetrics' "ImageCrop: false" pads.
      const { left, right } = filledColumns(contract, frame.width, bottom - top);
      const options: BilinearOptions = {
        inWidth: frame.width,
        frameHeight: frame.height,
        top,
        bottom,
        outWidth: right - left,
        outHeight,
        left,
        tensorWidth: outWidth,
        bytesPerPixel: BYTES_PER_PIXEL[frame.encoding],
        channelOffsets: channelOffsets(contract, frame.encoding),
        layout: contract.layout,
        tables,
        affine: normalisation(contract),
      };
      plan = planFor(contract, options);
      key = frame.encoding;
    }
    plan.apply(frame.rows?.(plan.rows, plan.columns) ?? frame.data, frame.step, tensor);
  };
}

function planFor(
  contract: InputContract,
  options: BilinearOptions,
): BilinearPlan | SimdBilinearPlan | LevelPlan {
  if (channelsOf(contract) === 1) return new LevelPlan(options, levelOf(contract));
  return SimdBilinearPlan.fits(options) ? new SimdBilinearPlan(options) : new BilinearPlan(options);
}

/** @throws FrameError for a frame whose crop a model that resizes inside its graph cannot take */
function requireExactSize(contract: InputContract, frame: Frame): { top: number } {
  const { height, width } = tensorSize(contract);
  const { top, bottom } = croppedRows(contract, frame.height);
  if (frame.width === width && bottom - top === height) return { top };
  throw new FrameError(
    `frame is ${frame.width}x${frame.height}, its crop ${frame.width}x${bottom - top}; ` +
      `this model takes exactly ${width}x${height}`,
  );
}

/** The crop as it is, for models that resize inside their graph. */
function copier(contract: InputContract): Preprocessor {
  const tables = normalisationTables(contract);
  const { height, width } = tensorSize(contract);
  const identity = tables.every((table) => table.every((value, byte) => value === byte));
  return (frame, tensor) => {
    const { top } = requireExactSize(contract, frame);
    const data = frame.rows?.([{ top, bottom: top + height }]) ?? frame.data;
    const bytes = BYTES_PER_PIXEL[frame.encoding];
    const offsets = channelOffsets(contract, frame.encoding);
    const asIs =
      identity && contract.layout === 'NHWC' && bytes === 3 && offsets[0] === 0 && offsets[2] === 2;
    if (asIs && tensor instanceof Uint8Array) {
      for (let y = 0; y < height; y++) {
        const start = (top + y) * frame.step;
        tensor.set(data.subarray(start, start + width * 3), y * width * 3);
      }
      return;
    }
    const plane = width * height;
    for (let c = 0; c < 3; c++) {
      const table = tables[c]!;
      const stride = contract.layout === 'NCHW' ? 1 : 3;
      let out = contract.layout === 'NCHW' ? c * plane : c;
      for (let y = 0; y < height; y++) {
        let at = (top + y) * frame.step + offsets[c]!;
        for (let x = 0; x < width; x++) {
          tensor[out] = table[data[at]!]!;
          out += stride;
          at += bytes;
        }
      }
    }
  };
}
