import { clamp } from '../../../support/numbers';

/** Range of a tensor's values before quantization; both ends finite, min <= max. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** real = (quantized - zeroPoint) * scale, per tensor. */
export interface ActivationParameters {
  readonly type: 'uint8' | 'int8';
  /** Representable as float32, above 0. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Chooses uint8 parameters with a zero point. The range is first widened to contain 0: padding and the zeros of ReLU
 * must be exact (ONNX QuantizeLinear; B. Jacob et al., "Quantization and training of neural networks", 2018). The
 * range [0, 0] gets scale 1.
 */
export function chooseAsymmetric(range: Range): ActivationParameters {
  const min = Math.min(0, range.min);
  const max = Math.max(0, range.max);
  const scale = toUsableScale((max - min) / 255);
  return { type: 'uint8', scale, zeroPoint: clamp(Math.round(-min / scale), 0, 255) };
}

/** Chooses int8 parameters with zero point 0 and the levels -127 to 127, as TensorRT needs them. */
export function chooseSymmetric(range: Range): ActivationParameters {
  const most = Math.max(Math.abs(range.min), Math.abs(range.max));
  return { type: 'int8', scale: toUsableScale(most / 127), zeroPoint: 0 };
}

/** Rounds a scale to float32, as stored in the file; 1 if it or the product of two would vanish. */
export function toUsableScale(scale: number): number {
  return scale > 1e-18 ? Math.fround(scale) : 1;
}

/** Rounds half to even, like QuantizeLinear. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function quantize(value: number, { type, scale, zeroPoint }: ActivationParameters): number {
  const [lowest, highest] = type === 'uint8' ? [0, 255] : [-128, 127];
  // QuantizeLinear divides in single precision.
  const steps = roundHalfEven(Math.fround(Math.fround(value) / scale)) + zeroPoint;
  return clamp(steps, lowest, highest);
}

export function dequantize(quantized: number, { scale, zeroPoint }: ActivationParameters): number {
  return (quantized - zeroPoint) * scale;
}
