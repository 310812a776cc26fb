import type { ElementType, TensorArray, TensorValue } from './graph';
import { decodeHalf, encodeHalf } from './half';

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

/** Unsupported element types of ONNX, for error messages. */
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

export function findElementType(code: number): ElementType | null {
  return ELEMENT_TYPES.find((type) => TYPE_CODES[type] === code) ?? null;
}

export function describeTypeCode(code: number): string {
  return findElementType(code) ?? OTHER_TYPES[code] ?? `number ${code}`;
}

export function bytesPerElement(type: ElementType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT;
}

export function countElements(dims: readonly number[]): number {
  return dims.reduce((product, n) => product * n, 1);
}

/** Creates an array of `count` zeros. */
export function createArray(type: ElementType, count: number): TensorArray {
  return new ARRAYS[type](new ArrayBuffer(count * bytesPerElement(type)));
}

/** Returns the bytes of ONNX's raw_data, which is little endian. So is the host: onnxruntime-node supports no other
 *  processor. */
export function toRawBytes(data: TensorArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export function arrayFromRaw(type: ElementType, bytes: Uint8Array): TensorArray {
  // raw_data may be unaligned, so it is copied; by the constructor, because slice of a Buffer does not copy.
  return new ARRAYS[type](new Uint8Array(bytes).buffer);
}

export function createFloat32Tensor(dims: readonly number[], values: ArrayLike<number>): TensorValue {
  return { type: 'float32', dims, data: Float32Array.from(values) };
}

export function createInt64Tensor(dims: readonly number[], values: readonly number[]): TensorValue {
  return { type: 'int64', dims, data: BigInt64Array.from(values, (value) => BigInt(value)) };
}

/** Returns the values as numbers; int64 beyond 2^53 is rounded. */
export function toNumbers(tensor: TensorValue): Float64Array {
  if (tensor.type === 'float16') return Float64Array.from(tensor.data as Uint16Array, decodeHalf);
  const out = new Float64Array(tensor.data.length);
  for (let i = 0; i < out.length; i++) out[i] = Number(tensor.data[i]);
  return out;
}

/**
 * Creates a tensor of `type` from numbers; integers must fit.
 * @throws Error when a value of an integer type is not an integer
 */
export function createTensor(
  type: ElementType,
  dims: readonly number[],
  values: ArrayLike<number>,
): TensorValue {
  const data = createArray(type, values.length);
  if (type.includes('int')) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i])) throw new Error(`gives ${values[i]}, which is not ${type}`);
    }
  }
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  } else if (type === 'float16') {
    for (let i = 0; i < values.length; i++) data[i] = encodeHalf(values[i]!);
  } else {
    data.set(values as ArrayLike<number>);
  }
  return { type, dims, data };
}

/** Returns the value of a one-element tensor, else null. */
export function toScalar(tensor: TensorValue | undefined): number | null {
  return tensor?.data.length === 1 ? toNumbers(tensor)[0]! : null;
}
