import { ModelError } from '../errors';
import { describeUnknownType, readEntries, readTensor } from './decode-tensor';
import { requireOneFile } from './external-data';
import {
  type AttributeValue,
  nodeLabel,
  OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type ValueInfo,
} from './graph';
import { findElementType } from './tensor';
import {
  decodeWire,
  hasField,
  toNumber,
  type WireAttribute,
  type WireGraph,
  type WireModel,
  type WireNode,
  type WireValueInfo,
} from './wire';

export const OLDEST_OPSET = 11;
export const NEWEST_OPSET = 21;
export const OLDEST_IR = 3;
export const NEWEST_IR = 10;

/** AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPES = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/**
 * Decodes the bytes of an ONNX file.
 * @param file its path, for error messages
 * @throws ModelError when the bytes are not an ONNX model, are truncated, or contain unsupported parts: external
 *  data, subgraphs, functions, sparse tensors, strings, other element types, an opset below 11 or above 21, an IR
 *  version above 10
 */
export function decodeModel(bytes: Uint8Array, file: string): OnnxModel {
  requireOneFile(bytes, file);
  let wire: WireModel;
  try {
    wire = decodeWire(bytes);
  } catch (error) {
    throw new ModelError(`${file}: is not an ONNX model, or is truncated`, { cause: error });
  }
  return new ModelReader(file).model(wire);
}

class ModelReader {
  /** `error` as a function, for other files. */
  private readonly fail = (complaint: string) => this.error(complaint);

  constructor(private readonly file: string) {}

  model(wire: WireModel): OnnxModel {
    if (!hasField(wire, 'ir_version') || !hasField(wire, 'graph') || !wire.graph) {
      throw this.error(
        `is not an ONNX model, or is truncated: it has no ${hasField(wire, 'graph') ? 'IR version' : 'graph'}`,
      );
    }
    const irVersion = toNumber(wire.ir_version!);
    if (irVersion < OLDEST_IR || irVersion > NEWEST_IR) {
      throw this.error(`has IR version ${irVersion}; versions ${OLDEST_IR} to ${NEWEST_IR} are supported`);
    }
    const opsets = this.opsets(wire);
    if (wire.functions?.length) {
      throw this.error('contains functions; export it with standard operators');
    }
    if (wire.training_info?.length) throw this.error('contains a training graph; export it for inference');
    return {
      irVersion,
      opsets,
      producerName: wire.producer_name ?? '',
      producerVersion: wire.producer_version ?? '',
      metadata: readEntries(wire.metadata_props),
      graph: this.graph(wire.graph),
      ...(hasField(wire, 'domain') ? { domain: wire.domain! } : {}),
      ...(hasField(wire, 'model_version') ? { modelVersion: toNumber(wire.model_version!) } : {}),
      ...(hasField(wire, 'doc_string') ? { docString: wire.doc_string! } : {}),
    };
  }

  private opsets(wire: WireModel): Map<string, number> {
    const opsets = new Map<string, number>();
    for (const entry of wire.opset_import ?? []) {
      const domain = normalizeDomain(entry.domain ?? '');
      if (opsets.has(domain)) throw this.error(`imports the operator set '${domain}' twice`);
      opsets.set(domain, toNumber(entry.version ?? 0));
    }
    const version = opsets.get('');
    if (version === undefined) {
      throw this.error('does not import the ONNX operator set; the file is truncated or badly exported');
    }
    if (version < OLDEST_OPSET || version > NEWEST_OPSET) {
      throw this.error(
        `uses opset ${version}; ${OLDEST_OPSET} to ${NEWEST_OPSET} are supported: export it with opset 13`,
      );
    }
    return opsets;
  }

  private graph(wire: WireGraph): OnnxGraph {
    if (wire.sparse_initializer?.length)
      throw this.error('contains sparse tensors; export it with dense ones');
    const graph = new OnnxGraph();
    graph.name = wire.name ?? '';
    graph.docString = wire.doc_string ?? '';
    for (const tensor of wire.initializer ?? []) {
      const name = tensor.name ?? '';
      if (name === '') throw this.error('contains an initializer without a name');
      if (graph.initializers.has(name)) throw this.error(`contains the initializer '${name}' twice`);
      graph.initializers.set(name, readTensor(tensor, `initializer '${name}'`, this.fail));
    }
    graph.inputs = (wire.input ?? [])
      .filter((value) => !graph.initializers.has(value.name ?? ''))
      .map((value) => this.value(value, 'input'));
    graph.outputs = (wire.output ?? []).map((value) => this.value(value, 'output'));
    // Entries without type or rank carry no information.
    graph.valueInfo = (wire.value_info ?? [])
      .filter(
        (value) => value.type?.tensor_type?.shape && findElementType(value.type.tensor_type.elem_type ?? 0),
      )
      .map((value) => this.value(value, 'value'));
    graph.nodes = (wire.node ?? []).map((node) => this.node(node));
    graph.quantization = (wire.quantization_annotation ?? []).map((annotation) => ({
      tensor: annotation.tensor_name ?? '',
      parameters: readEntries(annotation.quant_parameter_tensor_names),
    }));
    graph.metadata = readEntries(wire.metadata_props);
    this.checkNames(graph);
    return graph;
  }

  /** Names appear in error messages, cards and tables, so control characters are rejected. */
  private checkNames(graph: OnnxGraph): void {
    const names = [
      ...graph.initializers.keys(),
      ...[...graph.inputs, ...graph.outputs].map(({ name }) => name),
      ...graph.nodes.flatMap((node) => [
        node.name,
        node.opType,
        node.domain,
        ...node.inputs,
        ...node.outputs,
        ...node.attributes.keys(),
      ]),
    ];
    const broken = names.find((name) => /\p{Cc}/u.test(name));
    if (broken !== undefined) {
      throw this.error(
        `contains the name ${JSON.stringify(broken)} with control characters; the file is damaged`,
      );
    }
  }

  private value(wire: WireValueInfo, side: string): ValueInfo {
    const what = `${side} '${wire.name ?? ''}'`;
    const tensor = wire.type?.tensor_type;
    if (!tensor) throw this.error(`${what} is not a tensor; sequences, maps and optionals are not supported`);
    const type = findElementType(tensor.elem_type ?? 0);
    if (!type) throw this.error(`${what} ${describeUnknownType(tensor.elem_type ?? 0)}`);
    if (!tensor.shape) throw this.error(`${what} has no shape; export it with fixed shapes`);
    const dims = tensor.shape.dim ?? [];
    const shape = dims.map((dim) => {
      if (!hasField(dim, 'dim_value')) return dim.dim_param ?? '';
      const size = toNumber(dim.dim_value!);
      if (size < 0 || !Number.isSafeInteger(size)) throw this.error(`${what} has a dimension of ${size}`);
      return size;
    });
    return {
      name: wire.name ?? '',
      type,
      shape,
      ...(hasField(wire, 'doc_string') ? { docString: wire.doc_string! } : {}),
      ...(hasField(wire.type!, 'denotation') ? { denotation: wire.type!.denotation! } : {}),
      ...(dims.some((dim) => dim.denotation)
        ? { dimensionDenotations: dims.map((dim) => dim.denotation ?? '') }
        : {}),
      ...(wire.metadata_props?.length ? { metadata: readEntries(wire.metadata_props) } : {}),
    };
  }

  private node(wire: WireNode): OnnxNode {
    const node: OnnxNode = {
      name: wire.name ?? '',
      opType: wire.op_type ?? '',
      domain: normalizeDomain(wire.domain ?? ''),
      inputs: wire.input ?? [],
      outputs: wire.output ?? [],
      attributes: new Map(),
      ...(hasField(wire, 'doc_string') ? { docString: wire.doc_string! } : {}),
      ...(wire.overload ? { overload: wire.overload } : {}),
      ...(wire.metadata_props?.length ? { metadata: readEntries(wire.metadata_props) } : {}),
    };
    for (const attribute of wire.attribute ?? []) {
      const name = attribute.name ?? '';
      if (node.attributes.has(name))
        throw this.error(`node ${nodeLabel(node)} has attribute '${name}' twice`);
      const value = this.attribute(attribute, `node ${nodeLabel(node)}, attribute '${name}'`);
      node.attributes.set(
        name,
        hasField(attribute, 'doc_string') ? { ...value, docString: attribute.doc_string! } : value,
      );
    }
    return node;
  }

  private attribute(wire: WireAttribute, what: string): AttributeValue {
    if (wire.ref_attr_name) throw this.error(`${what} is only allowed in a function`);
    switch (wire.type) {
      case ATTRIBUTE_TYPES.float:
        return { kind: 'float', value: wire.f ?? 0 };
      case ATTRIBUTE_TYPES.int:
        return { kind: 'int', value: toNumber(wire.i ?? 0) };
      case ATTRIBUTE_TYPES.string:
        return { kind: 'string', value: this.text(wire.s ?? new Uint8Array(), what) };
      case ATTRIBUTE_TYPES.tensor:
        if (!wire.t) throw this.error(`${what} has no tensor`);
        return { kind: 'tensor', value: readTensor(wire.t, what, this.fail) };
      case ATTRIBUTE_TYPES.floats:
        return { kind: 'floats', value: wire.floats ?? [] };
      case ATTRIBUTE_TYPES.ints:
        return { kind: 'ints', value: (wire.ints ?? []).map(toNumber) };
      case ATTRIBUTE_TYPES.strings:
        return { kind: 'strings', value: (wire.strings ?? []).map((bytes) => this.text(bytes, what)) };
      case 5:
      case 10:
        throw this.error(`${what} contains a subgraph; networks with branches or loops are not supported`);
      default:
        throw this.error(`${what} has attribute type ${wire.type ?? 0}, which is not supported`);
    }
  }

  private text(bytes: Uint8Array, what: string): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      throw this.error(`${what} is not UTF-8 text`, error);
    }
  }

  private error(complaint: string, cause?: unknown): ModelError {
    return new ModelError(`${this.file}: ${complaint.replace(/\p{Cc}/gu, '\ufffd')}`, { cause });
  }
}

function normalizeDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}
