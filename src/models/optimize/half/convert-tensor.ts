import type { TensorValue } from '../../../onnx/graph';
import { encodeHalf, HALF_MAX } from '../../../onnx/half';
import { clamp } from '../../../support/numbers';

/** Converts float32 to float16. @returns null when a finite value exceeds the float16 range */
export function toHalf(tensor: TensorValue): TensorValue | null {
  const values = tensor.data as Float32Array;
  const data = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    data[i] = encodeHalf(values[i]!);
    if ((data[i]! & 0x7fff) === 0x7c00 && Number.isFinite(values[i])) return null;
  }
  return { ...tensor, type: 'float16', data };
}

/** Converts float32 to float16 and clamps finite values to the float16 range; infinities are kept. */
export function toHalfSaturated(tensor: TensorValue): TensorValue {
  const data = Uint16Array.from(tensor.data as Float32Array, (value) =>
    encodeHalf(Number.isFinite(value) ? clamp(value, -HALF_MAX, HALF_MAX) : value),
  );
  return { ...tensor, type: 'float16', data };
}
