import type { TensorArray, TensorValue } from './graph';
import {
  arrayFromRaw,
  bytesPerElement,
  describeTypeCode,
  ELEMENT_TYPES,
  elementCount,
  newArray,
  typeOfCode,
} from './tensor';
import { has, toBigInt, toNumber, type WireEntry, type WireTensor } from './wire';

/**
 * A tensor's values, from raw bytes or from the field of its type.
 * @param what the tensor in an error line
 * @param fail makes the error to throw when the values are elsewhere, of another type, or too few
 */
export function readTensor(wire: WireTensor, what: string, fail: (complaint: string) => Error): TensorValue {
  const code = wire.data_type ?? 0;
  const type = typeOfCode(code);
  if (!type) throw fail(`${what} ${unknownType(code)}`);
  if (wire.data_location === 1 || wire.external_data?.length) {
    throw fail(`${what} keeps its values in another file; save the model as one file`);
  }
  if (has(wire, 'segment')) throw fail(`${what} is stored in segments; save the model as one file`);
  const dims = (wire.dims ?? []).map(toNumber);
  if (dims.some((n) => n < 0 || !Number.isSafeInteger(n))) {
    throw fail(`${what} has the dimensions [${dims.join(', ')}]`);
  }
  const count = elementCount(dims);
  const shown = `[${dims.join(', ')}] ${type}`;
  let data: TensorArray;
  if (has(wire, 'raw_data')) {
    const bytes = wire.raw_data!;
    if (bytes.length !== count * bytesPerElement(type)) {
      throw fail(`${what} holds ${bytes.length} bytes, but ${shown} takes ${count * bytesPerElement(type)}`);
    }
    data = arrayFromRaw(type, bytes);
  } else {
    const values = typedField(wire, code);
    if (values.length !== count) {
      throw fail(`${what} holds ${values.length} values, but ${shown} takes ${count}`);
    }
    data = newArray(type, count);
    for (let i = 0; i < count; i++) data[i] = values[i]!;
  }
  return {
    type,
    dims,
    data,
    ...(has(wire, 'doc_string') ? { docString: wire.doc_string! } : {}),
    ...(wire.metadata_props?.length ? { metadata: entries(wire.metadata_props) } : {}),
  };
}

/** The field that holds values of a type when raw_data does not (comments of TensorProto). */
function typedField(wire: WireTensor, code: number): ArrayLike<number> | ArrayLike<bigint> {
  switch (typeOfCode(code)) {
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

export function entries(list: readonly WireEntry[] | undefined): Map<string, string> {
  return new Map((list ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
}

export function unknownType(code: number): string {
  return code === 0
    ? 'has no element type'
    : `has elements of type ${describeTypeCode(code)}; read are ${ELEMENT_TYPES.join(', ')}`;
}
