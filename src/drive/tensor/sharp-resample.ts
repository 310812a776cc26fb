import type { InputContract } from '../../config/model-card';
import { FrameError, messageOf } from '../../errors';
import { resample } from '../../image/codec';
import { BYTES_PER_PIXEL, type Frame } from '../../types';
import type { TensorData } from './plan';
import { croppedRows, normalisationTables, requireSize, tensorSize } from './preprocess';

/**
 * The same as `preprocessor`, but resampled with sharp's antialiasing linear kernel. Slower (libvips works in another
 * thread), and not what a model trained on OpenCV's pixels expects: for models that were trained on such images, whose
 * card says `resize: sharp`.
 * @throws FrameError when the image cannot be resampled
 */
export function sharpPreprocessor(contract: InputContract) {
  const tables = normalisationTables(contract);
  const { height, width } = tensorSize(contract);
  const plane = width * height;
  return async (frame: Frame, tensor: TensorData): Promise<void> => {
    requireSize(contract, frame);
    const { top, bottom } = croppedRows(contract, frame.height);
    const channels = BYTES_PER_PIXEL[frame.encoding];
    const rowBytes = frame.width * channels;
    const data = frame.rows?.([{ top, bottom }]) ?? frame.data;
    const packed = Buffer.alloc(rowBytes * (bottom - top));
    for (let y = top; y < bottom; y++) {
      packed.set(data.subarray(y * frame.step, y * frame.step + rowBytes), (y - top) * rowBytes);
    }
    const cropped = { width: frame.width, height: bottom - top, channels, data: packed };
    const fit = contract.fit === 'pad' ? 'pad' : 'fill';
    const { data: pixels, channels: found } = await resample(cropped, { width, height }, fit).catch(
      (error) => {
        throw new FrameError(`frame cannot be resampled: ${messageOf(error)}`, { cause: error });
      },
    );
    const reversed = frame.encoding.startsWith('bgr') === (contract.channels === 'rgb');
    for (let c = 0; c < 3; c++) {
      const source = found < 3 ? 0 : reversed ? 2 - c : c;
      const table = tables[c]!;
      const stride = contract.layout === 'NCHW' ? 1 : 3;
      let out = contract.layout === 'NCHW' ? c * plane : c;
      for (let i = source; i < pixels.length; i += found) {
        tensor[out] = table[pixels[i]!]!;
        out += stride;
      }
    }
  };
}
