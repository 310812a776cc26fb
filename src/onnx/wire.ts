import { Root, type Type } from 'protobufjs/light';

/**
 * The Protocol Buffers messages of ONNX: field names and numbers of onnx.proto (proto2, IR 10), encoded like the
 * reference implementation. Unsupported fields are declared as bytes, to detect them without decoding them.
 */

/** An int64 in the representation of protobufjs. */
export interface WireLong {
  readonly low: number;
  readonly high: number;
  readonly unsigned?: boolean;
}
export type WireInt64 = WireLong | number;

export interface WireEntry {
  key?: string;
  value?: string;
}
export interface WireTensor {
  dims?: WireInt64[];
  data_type?: number;
  segment?: Uint8Array;
  float_data?: ArrayLike<number>;
  int32_data?: ArrayLike<number>;
  string_data?: Uint8Array[];
  int64_data?: WireInt64[];
  name?: string;
  raw_data?: Uint8Array;
  double_data?: ArrayLike<number>;
  uint64_data?: WireInt64[];
  doc_string?: string;
  external_data?: WireEntry[];
  data_location?: number;
  metadata_props?: WireEntry[];
}
export interface WireAttribute {
  name?: string;
  ref_attr_name?: string;
  doc_string?: string;
  type?: number;
  f?: number;
  i?: WireInt64;
  s?: Uint8Array;
  t?: WireTensor;
  floats?: number[];
  ints?: WireInt64[];
  strings?: Uint8Array[];
}
export interface WireNode {
  input?: string[];
  output?: string[];
  name?: string;
  op_type?: string;
  attribute?: WireAttribute[];
  doc_string?: string;
  domain?: string;
  overload?: string;
  metadata_props?: WireEntry[];
}
export interface WireDimension {
  dim_value?: WireInt64;
  dim_param?: string;
  denotation?: string;
}
export interface WireTensorType {
  elem_type?: number;
  shape?: { dim?: WireDimension[] };
}
export interface WireType {
  tensor_type?: WireTensorType;
  denotation?: string;
}
export interface WireValueInfo {
  name?: string;
  type?: WireType;
  doc_string?: string;
  metadata_props?: WireEntry[];
}
export interface WireAnnotation {
  tensor_name?: string;
  quant_parameter_tensor_names?: WireEntry[];
}
export interface WireGraph {
  node?: WireNode[];
  name?: string;
  initializer?: WireTensor[];
  doc_string?: string;
  input?: WireValueInfo[];
  output?: WireValueInfo[];
  value_info?: WireValueInfo[];
  quantization_annotation?: WireAnnotation[];
  sparse_initializer?: Uint8Array[];
  metadata_props?: WireEntry[];
}
export interface WireModel {
  ir_version?: WireInt64;
  producer_name?: string;
  producer_version?: string;
  domain?: string;
  model_version?: WireInt64;
  doc_string?: string;
  graph?: WireGraph;
  opset_import?: { domain?: string; version?: WireInt64 }[];
  metadata_props?: WireEntry[];
  training_info?: Uint8Array[];
  functions?: Uint8Array[];
}

interface FieldSchema {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
  readonly options?: { readonly packed: boolean };
}

const one = (type: string, id: number): FieldSchema => ({ type, id });
const many = (type: string, id: number): FieldSchema => ({
  type,
  id,
  rule: 'repeated',
  options: { packed: false },
});
const packed = (type: string, id: number): FieldSchema => ({
  type,
  id,
  rule: 'repeated',
  options: { packed: true },
});

const MESSAGES: Readonly<Record<string, Readonly<Record<string, FieldSchema>>>> = {
  Entry: { key: one('string', 1), value: one('string', 2) },
  Tensor: {
    dims: many('int64', 1),
    data_type: one('int32', 2),
    segment: one('bytes', 3),
    float_data: packed('float', 4),
    int32_data: packed('int32', 5),
    string_data: many('bytes', 6),
    int64_data: packed('int64', 7),
    name: one('string', 8),
    raw_data: one('bytes', 9),
    double_data: packed('double', 10),
    uint64_data: packed('uint64', 11),
    doc_string: one('string', 12),
    external_data: many('Entry', 13),
    data_location: one('int32', 14),
    metadata_props: many('Entry', 16),
  },
  Attribute: {
    name: one('string', 1),
    f: one('float', 2),
    i: one('int64', 3),
    s: one('bytes', 4),
    t: one('Tensor', 5),
    floats: many('float', 7),
    ints: many('int64', 8),
    strings: many('bytes', 9),
    doc_string: one('string', 13),
    type: one('int32', 20),
    ref_attr_name: one('string', 21),
  },
  Node: {
    input: many('string', 1),
    output: many('string', 2),
    name: one('string', 3),
    op_type: one('string', 4),
    attribute: many('Attribute', 5),
    doc_string: one('string', 6),
    domain: one('string', 7),
    overload: one('string', 8),
    metadata_props: many('Entry', 9),
  },
  Dimension: { dim_value: one('int64', 1), dim_param: one('string', 2), denotation: one('string', 3) },
  Shape: { dim: many('Dimension', 1) },
  TensorType: { elem_type: one('int32', 1), shape: one('Shape', 2) },
  ValueType: { tensor_type: one('TensorType', 1), denotation: one('string', 6) },
  ValueInfo: {
    name: one('string', 1),
    type: one('ValueType', 2),
    doc_string: one('string', 3),
    metadata_props: many('Entry', 4),
  },
  Annotation: { tensor_name: one('string', 1), quant_parameter_tensor_names: many('Entry', 2) },
  Graph: {
    node: many('Node', 1),
    name: one('string', 2),
    initializer: many('Tensor', 5),
    doc_string: one('string', 10),
    input: many('ValueInfo', 11),
    output: many('ValueInfo', 12),
    value_info: many('ValueInfo', 13),
    quantization_annotation: many('Annotation', 14),
    sparse_initializer: many('bytes', 15),
    metadata_props: many('Entry', 16),
  },
  OperatorSet: { domain: one('string', 1), version: one('int64', 2) },
  Model: {
    ir_version: one('int64', 1),
    producer_name: one('string', 2),
    producer_version: one('string', 3),
    domain: one('string', 4),
    model_version: one('int64', 5),
    doc_string: one('string', 6),
    graph: one('Graph', 7),
    opset_import: many('OperatorSet', 8),
    metadata_props: many('Entry', 14),
    training_info: many('bytes', 20),
    functions: many('bytes', 25),
  },
};

const MODEL: Type = Root.fromJSON({
  nested: Object.fromEntries(Object.entries(MESSAGES).map(([name, fields]) => [name, { fields }])),
}).lookupType('Model');

/** @throws RangeError or Error when the bytes are not a ModelProto */
export function decodeWire(bytes: Uint8Array): WireModel {
  return MODEL.decode(bytes) as unknown as WireModel;
}

export function encodeWire(model: WireModel): Uint8Array {
  return MODEL.encode(model as Record<string, unknown>).finish();
}

/** Whether a field is present, rather than its default. */
export function hasField<T extends object>(message: T, key: keyof T): boolean {
  return Object.hasOwn(message, key);
}

export function toBigInt(value: WireInt64): bigint {
  if (typeof value === 'number') return BigInt(value);
  return (BigInt(value.high | 0) << 32n) | BigInt(value.low >>> 0);
}

/** Rounds beyond 2^53. */
export function toNumber(value: WireInt64): number {
  return Number(toBigInt(value));
}

const INT64_MAX = 2n ** 63n - 1n;

/** Clamps to int64: exporters write its limits for "to the end". */
export function toWire(value: bigint | number): WireLong {
  const whole = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  const bound = whole > INT64_MAX ? INT64_MAX : whole < -INT64_MAX - 1n ? -INT64_MAX - 1n : whole;
  return {
    low: Number(BigInt.asIntN(32, bound)),
    high: Number(BigInt.asIntN(32, bound >> 32n)),
    unsigned: false,
  };
}
