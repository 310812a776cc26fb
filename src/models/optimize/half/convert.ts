import type { TensorValue } from '../../../onnx/graph';
import { floatToHalf, HALF_MAX } from '../../../onnx/half';
import { clamp } from '../../../support/numbers';

/** @returns null when a value is too large for a half */
export function toHalf(tensor: TensorValue): TensorValue | null {
  const values = tensor.data as Float32Array;
  const data = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    data[i] = floatToHalf(values[i]!);
    if ((data[i]! & 0x7fff) === 0x7c00 && Number.isFinite(values[i])) return null;
  }
  return { ...tensor, type: 'float16', data };
}

/** Numbers beyond the range become its ends; infinite ones stay so. */
export function toHalfSaturated(tensor: TensorValue): TensorValue {
  const data = Uint16Array.from(tensor.data as Float32Array, (value) =>
    floatToHalf(Number.isFinite(value) ? clamp(value, -HALF_MAX, HALF_MAX) : value),
  );
  return { ...tensor, type: 'float16', data };
}
