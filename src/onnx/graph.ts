/**
 * A network as a graph of operators, independent of its encoding (https://onnx.ai, IR 3 to 10, one main graph).
 */

export type ElementType =
  | 'float32'
  | 'float16'
  | 'float64'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** float16 is stored as IEEE 754 binary16 in a Uint16Array, bool as 0 and 1 in a Uint8Array. */
export type TensorArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor in row-major order. Clones of a graph share `data`: replace the tensor, never write to its data. */
export interface TensorValue {
  readonly type: ElementType;
  /** [] is a scalar. */
  readonly dims: readonly number[];
  readonly data: TensorArray;
  readonly docString?: string;
  readonly metadata?: ReadonlyMap<string, string>;
}

export type AttributeValue = { readonly docString?: string } & (
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: TensorValue }
);

export interface OnnxNode {
  name: string;
  opType: string;
  /** '' is the ONNX operator set ("ai.onnx"). */
  domain: string;
  /** '' stands for an omitted optional input. */
  inputs: string[];
  outputs: string[];
  attributes: Map<string, AttributeValue>;
  docString?: string;
  /** Overload of a function (IR 10); '' for operators. */
  overload?: string;
  metadata?: Map<string, string>;
}

export interface ValueInfo {
  name: string;
  type: ElementType;
  /** A size, the name of a dynamic dimension, or '' for an unnamed one. */
  shape: (number | string)[];
  docString?: string;
  /** Semantic type of the value and of its dimensions ("IMAGE"; "DATA_BATCH", ...). */
  denotation?: string;
  dimensionDenotations?: string[];
  metadata?: Map<string, string>;
}

/** Names of scale and zero point of a tensor (TensorAnnotation). */
export interface QuantizationAnnotation {
  readonly tensor: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export class OnnxGraph {
  name = 'graph';
  docString = '';
  nodes: OnnxNode[] = [];
  initializers = new Map<string, TensorValue>();
  /** Without the initializers, which are always constants here. */
  inputs: ValueInfo[] = [];
  outputs: ValueInfo[] = [];
  /** Types and shapes of intermediate values from the exporter; entries of removed values are not encoded. */
  valueInfo: ValueInfo[] = [];
  quantization: QuantizationAnnotation[] = [];
  metadata = new Map<string, string>();

  /** The node that writes `value`; null for inputs, initializers and unknown names. */
  producer(value: string): OnnxNode | null {
    return this.nodes.find((node) => node.outputs.includes(value)) ?? null;
  }

  /** The nodes that read `value`, each once, in the order of the graph. */
  consumers(value: string): OnnxNode[] {
    return this.nodes.filter((node) => node.inputs.includes(value));
  }

  isOutput(value: string): boolean {
    return this.outputs.some((output) => output.name === value);
  }

  /** Returns the first of `base`, `base_2`, `base_3`... that no value, initializer or node uses. */
  freshName(base: string): string {
    const used = new Set<string>(this.initializers.keys());
    for (const value of [...this.inputs, ...this.outputs]) used.add(value.name);
    for (const node of this.nodes) {
      used.add(node.name);
      for (const name of [...node.inputs, ...node.outputs]) used.add(name);
    }
    if (!used.has(base)) return base;
    for (let count = 2; ; count++) {
      if (!used.has(`${base}_${count}`)) return `${base}_${count}`;
    }
  }

  /** Makes every node that reads `from` read `to` instead; outputs of the graph are not changed. */
  redirect(from: string, to: string): void {
    for (const node of this.nodes) {
      node.inputs = node.inputs.map((name) => (name === from ? to : name));
    }
  }

  remove(...gone: readonly OnnxNode[]): void {
    this.nodes = this.nodes.filter((node) => !gone.includes(node));
  }

  insertBefore(place: OnnxNode, ...added: readonly OnnxNode[]): void {
    this.nodes.splice(this.nodes.indexOf(place), 0, ...added);
  }

  insertAfter(place: OnnxNode, ...added: readonly OnnxNode[]): void {
    this.nodes.splice(this.nodes.indexOf(place) + 1, 0, ...added);
  }

  /** Copies the graph; only the data of tensors is shared. */
  clone(): OnnxGraph {
    const copy = new OnnxGraph();
    copy.name = this.name;
    copy.docString = this.docString;
    copy.nodes = this.nodes.map((node) => ({
      ...node,
      inputs: [...node.inputs],
      outputs: [...node.outputs],
      attributes: new Map(node.attributes),
    }));
    copy.initializers = new Map(this.initializers);
    const copied = (value: ValueInfo): ValueInfo => ({ ...value, shape: [...value.shape] });
    copy.inputs = this.inputs.map(copied);
    copy.outputs = this.outputs.map(copied);
    copy.valueInfo = this.valueInfo.map(copied);
    copy.quantization = [...this.quantization];
    copy.metadata = new Map(this.metadata);
    return copy;
  }
}

export interface OnnxModel {
  irVersion: number;
  /** Operator set version by domain; '' is ONNX's own. */
  opsets: Map<string, number>;
  producerName: string;
  producerVersion: string;
  metadata: Map<string, string>;
  graph: OnnxGraph;
  /** Metadata of the model from its exporter. */
  domain?: string;
  modelVersion?: number;
  docString?: string;
}

export function cloneModel(model: OnnxModel): OnnxModel {
  return {
    ...model,
    opsets: new Map(model.opsets),
    metadata: new Map(model.metadata),
    graph: model.graph.clone(),
  };
}

export interface NodeParts {
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** Creates a node; `name` defaults to the name of its first output. */
export function makeNode(opType: string, parts: NodeParts): OnnxNode {
  return {
    name: parts.name ?? parts.outputs[0] ?? '',
    opType,
    domain: parts.domain ?? '',
    inputs: [...parts.inputs],
    outputs: [...parts.outputs],
    attributes: new Map(Object.entries(parts.attributes ?? {})),
  };
}

/** Returns an integer attribute, or `absent` if the node does not have it. */
export function intAttribute(node: OnnxNode, name: string, absent: number): number {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'int' ? attribute.value : absent;
}

export function floatAttribute(node: OnnxNode, name: string, absent: number): number {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'float' ? attribute.value : absent;
}

export function stringAttribute(node: OnnxNode, name: string, absent: string): string {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'string' ? attribute.value : absent;
}

export function intsAttribute(node: OnnxNode, name: string): readonly number[] | null {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'ints' ? attribute.value : null;
}

/** Names a node in error messages: its name, or its operator and first output. */
export function nodeLabel(node: OnnxNode): string {
  return node.name === '' ? `${node.opType} that writes '${node.outputs[0] ?? ''}'` : `'${node.name}'`;
}
