import type { ElementType, TensorArray, TensorValue } from './graph';
import { floatToHalf, halfToFloat } from './half';

interface ArrayClass {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TensorArray;
}

/** Codes of TensorProto.DataType. */
export const TYPE_CODES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

const ARRAYS: Readonly<Record<ElementType, ArrayClass>> = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

export const ELEMENT_TYPES = Object.keys(TYPE_CODES) as ElementType[];

/** Names of the types that ONNX knows and this program does not, for error lines. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  8: 'string',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
};

export function typeOfCode(code: number): ElementType | null {
  return ELEMENT_TYPES.find((type) => TYPE_CODES[type] === code) ?? null;
}

export function describeTypeCode(code: number): string {
  return typeOfCode(code) ?? OTHER_TYPES[code] ?? `number ${code}`;
}

export function bytesPerElement(type: ElementType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, n) => product * n, 1);
}

/** Room for `count` elements, all 0. */
export function newArray(type: ElementType, count: number): TensorArray {
  return new ARRAYS[type](new ArrayBuffer(count * bytesPerElement(type)));
}

/** Little-endian bytes as ONNX's raw_data holds them. The host is little endian: Node 20 runs on no other
 *  processor that onnxruntime is built for. */
export function rawBytes(data: TensorArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export function arrayFromRaw(type: ElementType, bytes: Uint8Array): TensorArray {
  // A copy, because raw_data lies at any offset and a typed array only at multiples of its element; made by
  // the constructor, because slice of a Buffer is no copy.
  return new ARRAYS[type](new Uint8Array(bytes).buffer);
}

export function float32Tensor(dims: readonly number[], values: ArrayLike<number>): TensorValue {
  return { type: 'float32', dims, data: Float32Array.from(values) };
}

export function int64Tensor(dims: readonly number[], values: readonly number[]): TensorValue {
  return { type: 'int64', dims, data: BigInt64Array.from(values, (value) => BigInt(value)) };
}

/** The values as numbers; int64 beyond 2^53 lose their last digits. */
export function numbersOf(tensor: TensorValue): Float64Array {
  if (tensor.type === 'float16') return Float64Array.from(tensor.data as Uint16Array, halfToFloat);
  const out = new Float64Array(tensor.data.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(tensor.data[i]);
  return out;
}

/**
 * A tensor of `type` from numbers; integers are expected to fit.
 * @throws Error in words for a model's author where an integer type is given a fraction or no number
 */
export function tensorOf(type: ElementType, dims: readonly number[], values: ArrayLike<number>): TensorValue {
  const data = newArray(type, values.length);
  if (type.includes('int')) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i])) throw new Error(`gives ${values[i]}, which is no ${type}`);
    }
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  } else if (type === 'float16') {
    for (let i = 0; i < values.length; i++) data[i] = floatToHalf(values[i]!);
  } else {
    data.set(values as ArrayLike<number>);
  }
  return { type, dims, data };
}

/** The one value of a scalar or one-element tensor, else null. */
export function scalarOf(tensor: TensorValue | undefined): number | null {
  return tensor?.data.length === 1 ? numbersOf(tensor)[0]! : null;
}
