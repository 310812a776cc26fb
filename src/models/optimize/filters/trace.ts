import { intAttribute, intsAttribute, type OnnxModel, type OnnxNode } from '../../../onnx/graph';
import { inferShapes, type StaticValue } from '../../../onnx/shapes';
import { countReaders, getWeights, type Layer, matchLayer } from '../graph/layers';
import { computeL1Norms, findReducedAxis, findReshapedAxis, flattenChannels } from './axes';
import { Channels } from './channels';

/** The channel of each index along one axis of a value; -1 for none. */
export interface AxisChannels {
  readonly axis: number;
  readonly channels: Int32Array;
}

/** An initializer whose slices along an axis are removed with their channels; -1 always stays. */
export interface Slicing extends AxisChannels {
  readonly tensor: string;
}

export interface Trace {
  readonly channels: Channels;
  /** Layers whose outputs may be removed, with the channels of the outputs. */
  readonly layers: readonly { readonly layer: Layer; readonly channels: Int32Array }[];
  readonly slicings: readonly Slicing[];
  /** Depthwise convolutions, whose `group` is their number of channels. */
  readonly depthwise: readonly { readonly node: OnnxNode; readonly channels: Int32Array }[];
  /** Reshape nodes with their new target shapes, -1 for the inferred dimension. */
  readonly reshaping: readonly { readonly node: OnnxNode; readonly target: readonly number[] }[];
}

/** Operators whose output element depends on the same element of their first input only. */
const ELEMENTWISE = new Set([
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

/** Traces the channels of every layer through the network to all of their readers. */
export function traceChannels(model: OnnxModel, file: string): Trace {
  return new Tracer(model, file).trace();
}

class Tracer {
  readonly #channels = new Channels();
  readonly #traced = new Map<string, AxisChannels>();
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
      const traced = node.domain === '' ? this.traceNode(node) : null;
      if (traced) this.#traced.set(node.outputs[0]!, traced);
      else for (const name of node.inputs) this.fix(name);
    }
    for (const { name } of graph.outputs) this.fix(name);
    // A tensor that two nodes read cannot be sliced for one of them.
    for (const slicing of this.#slicings) {
      if (countReaders(graph, slicing.tensor) > 1) this.#channels.fix(slicing.channels);
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
    const traced = this.#traced.get(name);
    if (traced) this.#channels.fix(traced.channels);
  }

  /** Traces channels through a node to its first output; null when that is not possible. */
  private traceNode(node: OnnxNode): AxisChannels | null {
    const layer = matchLayer(this.model.graph, node);
    if (layer) return this.traceLayer(layer);
    const input = this.#traced.get(node.inputs[0] ?? '');
    if (ARITHMETIC.has(node.opType)) return this.traceArithmetic(node);
    if (node.opType === 'Concat') return this.traceConcat(node);
    if (!input) return null;
    if (ELEMENTWISE.has(node.opType)) return input;
    if (POOLS.has(node.opType)) return input.axis === 1 ? input : null;
    switch (node.opType) {
      case 'BatchNormalization':
        if (input.axis !== 1) return null;
        for (const name of node.inputs.slice(1)) this.addSlicing(name, 0, input.channels);
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
        return this.traceReshape(node, input);
      case 'ReduceMean':
      case 'ReduceSum':
      case 'ReduceMax':
      case 'ReduceMin':
        return this.traceReduction(node, input);
      case 'Pad':
      case 'Slice':
        return this.dims(node.inputs[0]!)[input.axis] === this.dims(node.outputs[0]!)[input.axis] &&
          this.leavesAxisUnchanged(node, input.axis)
          ? input
          : null;
      default:
        return null;
    }
  }

  private traceLayer(layer: Layer): AxisChannels | null {
    const { node } = layer;
    const weights = getWeights(this.model.graph, layer);
    const input = this.#traced.get(node.inputs[0]!);
    const group = layer.kind === 'conv' ? intAttribute(node, 'group', 1) : 1;
    const rank = this.dims(node.inputs[0]!).length;
    const axis = layer.kind === 'conv' ? 1 : rank - 1;
    if (layer.kind === 'dense' && rank !== 2) {
      if (input) this.#channels.fix(input.channels);
      return null;
    }
    if (group > 1) return this.traceGrouped(layer, input, group);
    if (input) {
      if (input.axis === axis) this.addSlicing(layer.weight, layer.inAxis, input.channels);
      else this.#channels.fix(input.channels);
    }
    const bias = layer.bias === null ? null : this.model.graph.initializers.get(layer.bias)!;
    const outputs = weights.dims[layer.outAxis]!;
    const channels = this.#channels.add(computeL1Norms(weights, layer.outAxis));
    this.addSlicing(layer.weight, layer.outAxis, channels);
    if (bias) {
      if (bias.dims.at(-1) === outputs) this.addSlicing(layer.bias!, bias.dims.length - 1, channels);
      else if (bias.data.length !== 1) this.#channels.fix(channels);
    }
    this.#layers.push({ layer, channels });
    return { axis, channels };
  }

  /** A depthwise convolution passes its channels on; other grouped convolutions are not pruned. */
  private traceGrouped(layer: Layer, input: AxisChannels | undefined, group: number): AxisChannels | null {
    const { dims } = getWeights(this.model.graph, layer);
    if (input?.axis !== 1 || dims[0] !== group || dims[1] !== 1) {
      if (input) this.#channels.fix(input.channels);
      return null;
    }
    this.addSlicing(layer.weight, 0, input.channels);
    if (layer.bias !== null) this.addSlicing(layer.bias, 0, input.channels);
    this.#depthwise.push({ node: layer.node, channels: input.channels });
    return input;
  }

  private traceArithmetic(node: OnnxNode): AxisChannels | null {
    const dims = this.dims(node.outputs[0]!);
    let found: AxisChannels | null = null;
    for (const name of node.inputs) {
      const traced = this.#traced.get(name);
      if (!traced) continue;
      // Broadcasting aligns the last axes.
      const axis = traced.axis + dims.length - this.dims(name).length;
      if (traced.channels.length !== dims[axis] || (found && found.axis !== axis)) return null;
      if (found) for (const [i, channel] of traced.channels.entries()) this.tie(found.channels, i, channel);
      found ??= { axis, channels: traced.channels };
    }
    if (!found) return null;
    for (const name of node.inputs) {
      if (this.#traced.has(name)) continue;
      const shape = this.dims(name);
      const axis = found.axis - dims.length + shape.length;
      if (axis < 0 || shape[axis] === 1) continue;
      if (!this.model.graph.initializers.has(name)) return null;
      this.addSlicing(name, axis, found.channels);
    }
    return found;
  }

  private tie(channels: Int32Array, at: number, other: number): void {
    const own = channels[at]!;
    if (own >= 0 && other >= 0) this.#channels.tie(own, other);
    else this.#channels.fix([own, other]);
  }

  private traceConcat(node: OnnxNode): AxisChannels | null {
    const rank = this.dims(node.outputs[0]!).length;
    const given = intAttribute(node, 'axis', 0);
    const axis = given < 0 ? given + rank : given;
    const parts = node.inputs.map((name) => {
      const traced = this.#traced.get(name);
      if (traced && traced.axis !== axis) return null;
      return traced?.channels ?? new Int32Array(this.dims(name)[axis]!).fill(-1);
    });
    if (parts.every((part) => part?.every((channel) => channel < 0) ?? false)) return null;
    if (parts.includes(null)) return null;
    // Constant parts have no channels.
    return { axis, channels: Int32Array.from(parts.flatMap((part) => [...part!])) };
  }

  /** A flattened value repeats each channel for all of its features. */
  private traceReshape(node: OnnxNode, input: AxisChannels): AxisChannels | null {
    const from = this.dims(node.inputs[0]!);
    const to = this.dims(node.outputs[0]!);
    const found = findReshapedAxis(from, to, input.axis);
    if (!found) return null;
    const { axis, kind } = found;
    if (node.opType === 'Reshape') {
      // Only a constant target can be rewritten.
      if (!this.model.graph.initializers.has(node.inputs[1]!)) return null;
      this.#reshaping.push({ node, target: to.map((n, i) => (i === axis ? -1 : n)) });
    }
    if (kind === 'same') return { axis, channels: input.channels };
    return { axis, channels: flattenChannels(input.channels, from, input.axis) };
  }

  private traceReduction(node: OnnxNode, input: AxisChannels): AxisChannels | null {
    const axis = findReducedAxis(
      this.dims(node.inputs[0]!),
      this.dims(node.outputs[0]!),
      input.axis,
      intsAttribute(node, 'axes') ?? this.integers(node.inputs[1]),
    );
    return axis === null ? null : { ...input, axis };
  }

  /** Whether a Pad or Slice leaves the elements along an axis unchanged. */
  private leavesAxisUnchanged(node: OnnxNode, axis: number): boolean {
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

  private addSlicing(tensor: string, axis: number, channels: Int32Array): void {
    this.#slicings.push({ tensor, axis, channels });
    if (!this.model.graph.initializers.has(tensor)) this.#channels.fix(channels);
  }

  private dims(name: string): readonly number[] {
    return this.#values.get(name)!.dims;
  }
}
