import type { TensorArray, TensorValue } from './graph';
import {
  arrayFromRaw,
  bytesPerElement,
  countElements,
  createArray,
  describeTypeCode,
  ELEMENT_TYPES,
  findElementType,
} from './tensor';
import { hasField, toBigInt, toNumber, type WireEntry, type WireTensor } from './wire';

/**
 * Reads a tensor, from raw_data or from the field of its element type.
 * @param what names the tensor in error messages
 * @param fail creates the error to throw when the values are external, of an unsupported type, or of the wrong number
 */
export function readTensor(wire: WireTensor, what: string, fail: (complaint: string) => Error): TensorValue {
  const code = wire.data_type ?? 0;
  const type = findElementType(code);
  if (!type) throw fail(`${what} ${describeUnknownType(code)}`);
  if (wire.data_location === 1 || wire.external_data?.length) {
    throw fail(`${what} has external data; save the model as one file`);
  }
  if (hasField(wire, 'segment')) throw fail(`${what} is stored in segments; save the model as one file`);
  const dims = (wire.dims ?? []).map(toNumber);
  if (dims.some((n) => n < 0 || !Number.isSafeInteger(n))) {
    throw fail(`${what} has the dimensions [${dims.join(', ')}]`);
  }
  const count = countElements(dims);
  const shown = `[${dims.join(', ')}] ${type}`;
  let data: TensorArray;
  if (hasField(wire, 'raw_data')) {
    const bytes = wire.raw_data!;
    if (bytes.length !== count * bytesPerElement(type)) {
      throw fail(`${what} has ${bytes.length} bytes, but ${shown} needs ${count * bytesPerElement(type)}`);
    }
    data = arrayFromRaw(type, bytes);
  } else {
    const values = getTypedField(wire, code);
    if (values.length !== count) {
      throw fail(`${what} has ${values.length} values, but ${shown} needs ${count}`);
    }
    data = createArray(type, count);
    for (let i = 0; i < count; i++) data[i] = values[i]!;
  }
  return {
    type,
    dims,
    data,
    ...(hasField(wire, 'doc_string') ? { docString: wire.doc_string! } : {}),
    ...(wire.metadata_props?.length ? { metadata: readEntries(wire.metadata_props) } : {}),
  };
}

/** Returns the field for the element type, used instead of raw_data (onnx.proto, TensorProto). */
function getTypedField(wire: WireTensor, code: number): ArrayLike<number> | ArrayLike<bigint> {
  switch (findElementType(code)) {
    case 'float32':
      return wire.float_data ?? [];
    case 'float64':
      return wire.double_data ?? [];
    case 'int64':
      return (wire.int64_data ?? []).map(toBigInt);
    case 'uint64':
      return (wire.uint64_data ?? []).map((value) => BigInt.asUintN(64, toBigInt(value)));
    case 'uint32':
      return (wire.uint64_data ?? []).map(toNumber);
    default:
      return wire.int32_data ?? [];
  }
}

export function readEntries(list: readonly WireEntry[] | undefined): Map<string, string> {
  return new Map((list ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
}

export function describeUnknownType(code: number): string {
  return code === 0
    ? 'has no element type'
    : `has elements of type ${describeTypeCode(code)}; supported are ${ELEMENT_TYPES.join(', ')}`;
}
