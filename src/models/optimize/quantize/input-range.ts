import { type InputContract, REFERENCE_COLUMNS } from '../../../config/input-contract';
import { positionValue } from '../../../drive/tensor/line-positions';
import { normalisation } from '../../../drive/tensor/preprocess';
import type { Range } from './parameters';

/**
 * Computes the range of the input from black to white, or of the line from edge to edge, independent of the calibration set: with pixels / 255 every
 * byte of the image is then one quantization step and nothing is lost.
 */
export function computeInputRange(input: InputContract): Range {
  const { line } = input;
  if (line !== null) {
    const ends = [0, REFERENCE_COLUMNS].map((column) => positionValue(line, column));
    return { min: Math.min(...ends), max: Math.max(...ends) };
  }
  if (input.type === 'uint8') return { min: 0, max: 255 };
  const { factor, offset } = normalisation(input);
  const ends = factor.flatMap((f, c) => [offset[c]!, 255 * f + offset[c]!]);
  return { min: Math.min(...ends), max: Math.max(...ends) };
}
