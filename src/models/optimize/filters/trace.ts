import { intAttribute, intsAttribute, type OnnxModel, type OnnxNode } from '../../../onnx/graph';
import { inferShapes, type StaticValue } from '../../../onnx/shapes';
import { elementCount } from '../../../onnx/tensor';
import { type Layer, layerOf, readers, weightsOf } from '../graph/layers';
import { Channels } from './channels';

/** Which channel each place along one axis of a value belongs to. */
export interface Labels {
  readonly axis: number;
  readonly channels: Int32Array;
}

/** Places along an axis of an initializer that go with the channels named; -1 always stays. */
export interface Slicing extends Labels {
  readonly tensor: string;
}

export interface Trace {
  readonly channels: Channels;
  /** Layers whose outputs could go, with their channels. */
  readonly layers: readonly { readonly layer: Layer; readonly channels: Int32Array }[];
  readonly slicings: readonly Slicing[];
  /** Convolutions of one channel each, whose `group` follows their channels. */
  readonly depthwise: readonly { readonly node: OnnxNode; readonly channels: Int32Array }[];
  /** Reshape nodes, and their targets with -1 for the size that follows from the rest. */
  readonly reshaping: readonly { readonly node: OnnxNode; readonly target: readonly number[] }[];
}

/** Give each place of their output what stood at the same place of their first input. */
const SAME_PLACES = new Set([
  'Abs',
  'Cast',
  'Clip',
  'Dropout',
  'Elu',
  'Erf',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'Identity',
  'LeakyRelu',
  'Mish',
  'Neg',
  'Relu',
  'Selu',
  'Sigmoid',
  'Softplus',
  'Softsign',
  'Sqrt',
  'Tanh',
]);
const ARITHMETIC = new Set(['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Sum', 'PRelu']);
const POOLS = new Set(['MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool']);

/** Follows the channels of every layer through the network to where they are read. */
export function traceChannels(model: OnnxModel, file: string): Trace {
  return new Tracer(model, file).trace();
}

class Tracer {
  readonly #channels = new Channels();
  readonly #labels = new Map<string, Labels>();
  readonly #values: ReadonlyMap<string, StaticValue>;
  readonly #layers: { layer: Layer; channels: Int32Array }[] = [];
  readonly #slicings: Slicing[] = [];
  readonly #depthwise: { node: OnnxNode; channels: Int32Array }[] = [];
  readonly #reshaping: { node: OnnxNode; target: number[] }[] = [];

  constructor(
    private readonly model: OnnxModel,
    file: string,
  ) {
    this.#values = inferShapes(model, file);
  }

  trace(): Trace {
    const { graph } = this.model;
    for (const node of graph.nodes) {
      const labels = node.domain === '' ? this.follow(node) : null;
      if (labels) this.#labels.set(node.outputs[0]!, labels);
      else for (const name of node.inputs) this.fix(name);
    }
    for (const { name } of graph.outputs) this.fix(name);
    // What two nodes read cannot be cut to the liking of one.
    for (const slicing of this.#slicings) {
      if (readers(graph, slicing.tensor) > 1) this.#channels.fix(slicing.channels);
    }
    return {
      channels: this.#channels,
      layers: this.#layers,
      slicings: this.#slicings,
      depthwise: this.#depthwise,
      reshaping: this.#reshaping,
    };
  }

  private fix(name: string): void {
    const labels = this.#labels.get(name);
    if (labels) this.#channels.fix(labels.channels);
  }

  /** The channels of a node's first output; null where they cannot be followed through it. */
  private follow(node: OnnxNode): Labels | null {
    const layer = layerOf(this.model.graph, node);
    if (layer) return this.layer(layer);
    const input = this.#labels.get(node.inputs[0] ?? '');
    if (ARITHMETIC.has(node.opType)) return this.arithmetic(node);
    if (node.opType === 'Concat') return this.concat(node);
    if (!input) return null;
    if (SAME_PLACES.has(node.opType)) return input;
    if (POOLS.has(node.opType)) return input.axis === 1 ? input : null;
    switch (node.opType) {
      case 'BatchNormalization':
        if (input.axis !== 1) return null;
        for (const name of node.inputs.slice(1)) this.slice(name, 0, input.channels);
        return input;
      case 'Transpose': {
        const rank = this.dims(node.inputs[0]!).length;
        const perm = intsAttribute(node, 'perm') ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
        return { ...input, axis: perm.indexOf(input.axis) };
      }
      case 'Flatten':
      case 'Reshape':
      case 'Squeeze':
      case 'Unsqueeze':
        return this.reshape(node, input);
      case 'ReduceMean':
      case 'ReduceSum':
      case 'ReduceMax':
      case 'ReduceMin':
        return this.reduce(node, input);
      case 'Pad':
      case 'Slice':
        return this.dims(node.inputs[0]!)[input.axis] === this.dims(node.outputs[0]!)[input.axis] &&
          this.speaksOfOthers(node, input.axis)
          ? input
          : null;
      default:
        return null;
    }
  }

  private layer(layer: Layer): Labels | null {
    const { node } = layer;
    const weights = weightsOf(this.model.graph, layer);
    const input = this.#labels.get(node.inputs[0]!);
    const group = layer.kind === 'conv' ? intAttribute(node, 'group', 1) : 1;
    const rank = this.dims(node.inputs[0]!).length;
    const axis = layer.kind === 'conv' ? 1 : rank - 1;
    if (layer.kind === 'dense' && rank !== 2) {
      if (input) this.#channels.fix(input.channels);
      return null;
    }
    if (group > 1) return this.grouped(layer, input, group);
    if (input) {
      if (input.axis === axis) this.slice(layer.weight, layer.inAxis, input.channels);
      else this.#channels.fix(input.channels);
    }
    const bias = layer.bias === null ? null : this.model.graph.initializers.get(layer.bias)!;
    const outputs = weights.dims[layer.outAxis]!;
    const channels = this.#channels.add(l1Norms(weights, layer.outAxis));
    this.slice(layer.weight, layer.outAxis, channels);
    if (bias) {
      if (bias.dims.at(-1) === outputs) this.slice(layer.bias!, bias.dims.length - 1, channels);
      else if (bias.data.length !== 1) this.#channels.fix(channels);
    }
    this.#layers.push({ layer, channels });
    return { axis, channels };
  }

  /** A depthwise convolution keeps its channels apart; other groups are left as they are. */
  private grouped(layer: Layer, input: Labels | undefined, group: number): Labels | null {
    const { dims } = weightsOf(this.model.graph, layer);
    if (input?.axis !== 1 || dims[0] !== group || dims[1] !== 1) {
      if (input) this.#channels.fix(input.channels);
      return null;
    }
    this.slice(layer.weight, 0, input.channels);
    if (layer.bias !== null) this.slice(layer.bias, 0, input.channels);
    this.#depthwise.push({ node: layer.node, channels: input.channels });
    return input;
  }

  private arithmetic(node: OnnxNode): Labels | null {
    const dims = this.dims(node.outputs[0]!);
    let found: Labels | null = null;
    for (const name of node.inputs) {
      const labels = this.#labels.get(name);
      if (!labels) continue;
      // Axes are counted from the end, where shapes are lined up.
      const axis = labels.axis + dims.length - this.dims(name).length;
      if (labels.channels.length !== dims[axis] || (found && found.axis !== axis)) return null;
      if (found) for (const [i, channel] of labels.channels.entries()) this.tie(found.channels, i, channel);
      found ??= { axis, channels: labels.channels };
    }
    if (!found) return null;
    for (const name of node.inputs) {
      if (this.#labels.has(name)) continue;
      const shape = this.dims(name);
      const axis = found.axis - dims.length + shape.length;
      if (axis < 0 || shape[axis] === 1) continue;
      if (!this.model.graph.initializers.has(name)) return null;
      this.slice(name, axis, found.channels);
    }
    return found;
  }

  private tie(channels: Int32Array, at: number, other: number): void {
    const own = channels[at]!;
    if (own >= 0 && other >= 0) this.#channels.tie(own, other);
    else this.#channels.fix([own, other]);
  }

  private concat(node: OnnxNode): Labels | null {
    const rank = this.dims(node.outputs[0]!).length;
    const given = intAttribute(node, 'axis', 0);
    const axis = given < 0 ? given + rank : given;
    const parts = node.inputs.map((name) => {
      const labels = this.#labels.get(name);
      if (labels && labels.axis !== axis) return null;
      return labels?.channels ?? new Int32Array(this.dims(name)[axis]!).fill(-1);
    });
    if (parts.every((part) => part?.every((channel) => channel < 0) ?? false)) return null;
    if (parts.includes(null)) return null;
    // A constant that is joined on stays as it is.
    return { axis, channels: Int32Array.from(parts.flatMap((part) => [...part!])) };
  }

  /** Flattening spreads each channel over the features that it becomes. */
  private reshape(node: OnnxNode, input: Labels): Labels | null {
    const from = this.dims(node.inputs[0]!);
    const to = this.dims(node.outputs[0]!);
    const size = from[input.axis]!;
    const inner = elementCount(from.slice(input.axis + 1));
    const outer = elementCount(from.slice(0, input.axis));
    // The axis as a whole, found again by what stands before and behind it.
    const same = to.findIndex(
      (n, axis) =>
        n === size && elementCount(to.slice(0, axis)) === outer && elementCount(to.slice(axis + 1)) === inner,
    );
    const flat = to.findIndex(
      (n, axis) => n === elementCount(from) && elementCount(to) === n && axis === to.length - 1,
    );
    const axis = same >= 0 ? same : flat;
    if (axis < 0) return null;
    if (node.opType === 'Reshape') {
      // Only a target of one's own can be rewritten.
      if (!this.model.graph.initializers.has(node.inputs[1]!)) return null;
      this.#reshaping.push({ node, target: to.map((n, i) => (i === axis ? -1 : n)) });
    }
    if (same >= 0) return { axis, channels: input.channels };
    const channels = new Int32Array(elementCount(from));
    for (let i = 0; i < channels.length; i++) channels[i] = input.channels[Math.floor(i / inner) % size]!;
    return { axis, channels };
  }

  private reduce(node: OnnxNode, input: Labels): Labels | null {
    const from = this.dims(node.inputs[0]!);
    const to = this.dims(node.outputs[0]!);
    const given = intsAttribute(node, 'axes') ?? this.integers(node.inputs[1]);
    const axes = given?.map((axis) => (axis < 0 ? axis + from.length : axis));
    if (!axes?.length || axes.includes(input.axis)) return null;
    if (to.length === from.length) return input;
    return { ...input, axis: input.axis - axes.filter((axis) => axis < input.axis).length };
  }

  /** Whether a Pad or Slice leaves the axis alone (its sizes there are equal, its numbers too). */
  private speaksOfOthers(node: OnnxNode, axis: number): boolean {
    if (node.opType === 'Slice') {
      const rank = this.dims(node.inputs[0]!).length;
      const starts = this.integers(node.inputs[1]) ?? [];
      const axes = this.integers(node.inputs[3]) ?? starts.map((_, i) => i);
      return !axes.some((a) => (a < 0 ? a + rank : a) === axis);
    }
    const pads = this.integers(node.inputs[1]);
    const rank = this.dims(node.inputs[0]!).length;
    return !node.inputs[3] && pads?.length === 2 * rank && pads[axis] === 0 && pads[axis + rank] === 0;
  }

  private integers(name: string | undefined): number[] | null {
    const tensor = this.model.graph.initializers.get(name ?? '');
    return tensor ? Array.from(tensor.data as ArrayLike<number | bigint>, Number) : null;
  }

  private slice(tensor: string, axis: number, channels: Int32Array): void {
    this.#slicings.push({ tensor, axis, channels });
    if (!this.model.graph.initializers.has(tensor)) this.#channels.fix(channels);
  }

  private dims(name: string): readonly number[] {
    return this.#values.get(name)!.dims;
  }
}

/** Sum of magnitudes of the weights that make each output. */
function l1Norms(
  { dims, data }: { dims: readonly number[]; data: Float32Array },
  axis: number,
): Float64Array {
  const inner = elementCount(dims.slice(axis + 1));
  const size = dims[axis]!;
  const norms = new Float64Array(size);
  for (let i = 0; i < data.length; i++) {
    const out = Math.floor(i / inner) % size;
    norms[out] = norms[out]! + Math.abs(data[i]!);
  }
  return norms;
}
