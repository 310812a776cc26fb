import { ATTRIBUTE_TYPES } from './decode';
import type { AttributeValue, OnnxGraph, OnnxModel, OnnxNode, TensorValue, ValueInfo } from './graph';
import { TYPE_CODES, toRawBytes } from './tensor';
import {
  encodeWire,
  toWire,
  type WireAttribute,
  type WireEntry,
  type WireGraph,
  type WireNode,
  type WireTensor,
  type WireValueInfo,
} from './wire';

/** From this IR version on, an initializer need not also be an input. */
const IR_OF_CONSTANT_INITIALIZERS = 4;

/** Encodes a model as the bytes of an ONNX file. Deterministic. */
export function encodeModel(model: OnnxModel): Uint8Array {
  return encodeWire({
    ir_version: toWire(model.irVersion),
    ...(model.producerName ? { producer_name: model.producerName } : {}),
    ...(model.producerVersion ? { producer_version: model.producerVersion } : {}),
    ...(model.domain === undefined ? {} : { domain: model.domain }),
    ...(model.modelVersion === undefined ? {} : { model_version: toWire(model.modelVersion) }),
    ...(model.docString === undefined ? {} : { doc_string: model.docString }),
    graph: encodeGraph(model.graph, model.irVersion),
    opset_import: [...model.opsets].map(([domain, version]) => ({ domain, version: toWire(version) })),
    metadata_props: encodeEntries(model.metadata),
  });
}

function encodeGraph(graph: OnnxGraph, irVersion: number): WireGraph {
  const inside = new Set(graph.nodes.flatMap((node) => node.outputs));
  const values = new Set([...inside, ...graph.initializers.keys(), ...graph.inputs.map((i) => i.name)]);
  const constants: ValueInfo[] =
    irVersion >= IR_OF_CONSTANT_INITIALIZERS
      ? []
      : [...graph.initializers].map(([name, { type, dims }]) => ({ name, type, shape: [...dims] }));
  return {
    node: graph.nodes.map(encodeNode),
    name: graph.name === '' ? 'graph' : graph.name,
    initializer: [...graph.initializers].map(([name, tensor]) => encodeTensor(tensor, name)),
    ...(graph.docString ? { doc_string: graph.docString } : {}),
    input: [...graph.inputs, ...constants].map(encodeValue),
    output: graph.outputs.map(encodeValue),
    value_info: graph.valueInfo.filter(({ name }) => inside.has(name)).map(encodeValue),
    quantization_annotation: graph.quantization
      .filter(({ tensor }) => values.has(tensor))
      .map(({ tensor, parameters }) => ({
        tensor_name: tensor,
        quant_parameter_tensor_names: encodeEntries(parameters),
      })),
    metadata_props: encodeEntries(graph.metadata),
  };
}

function encodeNode(node: OnnxNode): WireNode {
  return {
    input: node.inputs,
    output: node.outputs,
    ...(node.name ? { name: node.name } : {}),
    op_type: node.opType,
    attribute: [...node.attributes].map(([name, value]) => encodeAttribute(name, value)),
    ...(node.docString === undefined ? {} : { doc_string: node.docString }),
    ...(node.domain ? { domain: node.domain } : {}),
    ...(node.overload ? { overload: node.overload } : {}),
    metadata_props: encodeEntries(node.metadata),
  };
}

function encodeAttribute(name: string, attribute: AttributeValue): WireAttribute {
  const base = {
    name,
    type: ATTRIBUTE_TYPES[attribute.kind],
    ...(attribute.docString === undefined ? {} : { doc_string: attribute.docString }),
  };
  switch (attribute.kind) {
    case 'float':
      return { ...base, f: attribute.value };
    case 'int':
      return { ...base, i: toWire(attribute.value) };
    case 'string':
      return { ...base, s: encodeUtf8(attribute.value) };
    case 'tensor':
      return { ...base, t: encodeTensor(attribute.value, '') };
    case 'floats':
      return { ...base, floats: [...attribute.value] };
    case 'ints':
      return { ...base, ints: attribute.value.map(toWire) };
    case 'strings':
      return { ...base, strings: attribute.value.map(encodeUtf8) };
  }
}

function encodeTensor(tensor: TensorValue, name: string): WireTensor {
  return {
    dims: tensor.dims.map(toWire),
    data_type: TYPE_CODES[tensor.type],
    ...(name ? { name } : {}),
    raw_data: toRawBytes(tensor.data),
    ...(tensor.docString === undefined ? {} : { doc_string: tensor.docString }),
    metadata_props: encodeEntries(tensor.metadata),
  };
}

function encodeValue(value: ValueInfo): WireValueInfo {
  const dim = value.shape.map((size, axis) => {
    const denotation = value.dimensionDenotations?.[axis];
    return {
      ...(typeof size === 'number' ? { dim_value: toWire(size) } : size === '' ? {} : { dim_param: size }),
      ...(denotation ? { denotation } : {}),
    };
  });
  return {
    name: value.name,
    type: {
      tensor_type: { elem_type: TYPE_CODES[value.type], shape: { dim } },
      ...(value.denotation === undefined ? {} : { denotation: value.denotation }),
    },
    ...(value.docString === undefined ? {} : { doc_string: value.docString }),
    metadata_props: encodeEntries(value.metadata),
  };
}

function encodeEntries(map: ReadonlyMap<string, string> | undefined): WireEntry[] {
  return [...(map ?? [])].map(([key, value]) => ({ key, value }));
}

function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
