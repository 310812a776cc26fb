import type { InputContract } from '../../config/model-card';
import type { NetworkImage } from '../../types';
import type { TensorData } from './plan';
import { croppedRows, filledColumns, tensorSize } from './preprocess';

/**
 * Converts a model's input tensor back to an image: of a stack, the newest frame. Values are cut to 0..255.
 * @param tensor in the contract's type, shape and layout
 * @param frame size of the frame that it was made from
 */
export function networkImage(
  contract: InputContract,
  tensor: TensorData,
  frame: { readonly width: number; readonly height: number },
): NetworkImage {
  const { width, height } = tensorSize(contract);
  const { top, bottom } = croppedRows(contract, frame.height);
  const channels = 3 * contract.frames;
  const first = contract.order === 'oldest-first' ? channels - 3 : 0;
  const planar = contract.layout === 'NCHW';
  const rgb = new Uint8ClampedArray(3 * width * height);
  for (let c = 0; c < 3; c++) {
    const factor = contract.std[c]! / contract.scale;
    const offset = contract.mean[c]! / contract.scale;
    const target = contract.channels === 'rgb' ? c : 2 - c;
    for (let i = 0; i < width * height; i++) {
      const at = planar ? (first + c) * width * height + i : i * channels + first + c;
      rgb[3 * i + target] = tensor[at]! * factor + offset;
    }
  }
  return {
    width,
    height,
    rgb: new Uint8Array(rgb.buffer),
    top: top / frame.height,
    bottom: bottom / frame.height,
    ...filledColumns(contract, frame.width, bottom - top),
  };
}
