import type { InputContract } from '../../../config/model-card';
import { normalisation } from '../../../drive/tensor/preprocess';
import type { Range } from './parameters';

/**
 * All that preprocessing can give, black to white, whatever the calibration set shows: with pixels / 255 each byte
 * of the picture is then a step of its own and nothing is lost.
 */
export function inputRange(input: InputContract): Range {
  if (input.type === 'uint8') return { min: 0, max: 255 };
  const { factor, offset } = normalisation(input);
  const ends = factor.flatMap((f, c) => [offset[c]!, 255 * f + offset[c]!]);
  return { min: Math.min(...ends), max: Math.max(...ends) };
}
