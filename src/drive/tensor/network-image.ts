import { channelsOf, type InputContract, REFERENCE_COLUMNS } from '../../config/input-contract';
import type { NetworkImage } from '../../types';
import type { TensorData } from './plan';
import { croppedRows, filledColumns, tensorSize } from './preprocess';

/**
 * Converts a model's input tensor back to an image: of a stack, the newest frame. Values are cut to 0..255. Positions of the
 * line become one row of grey pixels, from black for a line at the left edge to white at the right.
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
  const each = channelsOf(contract);
  const channels = each * contract.frames;
  const first = contract.order === 'oldest-first' ? channels - each : 0;
  const planar = contract.layout === 'NCHW';
  const rgb = new Uint8ClampedArray(3 * width * height);
  for (let c = 0; c < 3; c++) {
    const source = c % each;
    const { factor, offset } = bytesOf(contract, source);
    const target = contract.channels === 'bgr' ? 2 - c : c;
    for (let i = 0; i < width * height; i++) {
      const at = planar ? (first + source) * width * height + i : i * channels + first + source;
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

/** byte = value * factor + offset, of one channel. */
function bytesOf({ scale, mean, std, line }: InputContract, channel: number) {
  if (line === null) return { factor: std[channel]! / scale, offset: mean[channel]! / scale };
  const perColumn = 255 / REFERENCE_COLUMNS;
  return { factor: -perColumn / line.scale, offset: 127.5 + (line.offset / line.scale) * perColumn };
}
