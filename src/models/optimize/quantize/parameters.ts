import { clamp } from '../../../support/numbers';

/** What the values of a tensor are held to, in its own units; both finite, min <= max. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** real = (quantized - zeroPoint) * scale, per tensor. */
export interface ActivationParameters {
  readonly type: 'uint8' | 'int8';
  /** A float32 value, above 0. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * uint8 with a zero point for a range, which is first widened to hold 0: padding and ReLU's zeros must be exact
 * (ONNX QuantizeLinear; B. Jacob et al., "Quantization and training of neural networks", 2018). A range that holds
 * 0 alone gets scale 1.
 */
export function asymmetric(range: Range): ActivationParameters {
  const min = Math.min(0, range.min);
  const max = Math.max(0, range.max);
  const scale = usableScale((max - min) / 255);
  return { type: 'uint8', scale, zeroPoint: clamp(Math.round(-min / scale), 0, 255) };
}

/** int8 with zero point 0 and the levels -127 to 127, as TensorRT takes it. */
export function symmetric(range: Range): ActivationParameters {
  const most = Math.max(Math.abs(range.min), Math.abs(range.max));
  return { type: 'int8', scale: usableScale(most / 127), zeroPoint: 0 };
}

/** As float32, which is what the file holds; 1 where it would be 0 or vanish in a product of two. */
export function usableScale(scale: number): number {
  return scale > 1e-18 ? Math.fround(scale) : 1;
}

/** Rounds half to even, as QuantizeLinear does. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function quantise(value: number, { type, scale, zeroPoint }: ActivationParameters): number {
  const [lowest, highest] = type === 'uint8' ? [0, 255] : [-128, 127];
  // QuantizeLinear divides in single precision.
  const steps = roundHalfEven(Math.fround(Math.fround(value) / scale)) + zeroPoint;
  return clamp(steps, lowest, highest);
}

export function dequantise(quantized: number, { scale, zeroPoint }: ActivationParameters): number {
  return (quantized - zeroPoint) * scale;
}
