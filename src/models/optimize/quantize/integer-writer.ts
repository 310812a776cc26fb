import { ModelError } from '../../../errors';
import {
  type AttributeValue,
  intAttribute,
  intsAttribute,
  type OnnxGraph,
  type OnnxNode,
} from '../../../onnx/graph';
import { int64Tensor } from '../../../onnx/tensor';
import type { OutputSteps } from './integer-contract';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { Constants, dropUnusedInitializers, FreshNames, type ParameterNames } from './tensors';
import { clippedByRange, type LayerWeights, rootOf, type Unit } from './units';
import { permuted, type QuantisedWeights, quantiseBias, transposed } from './weights';

export interface IntegerOptions {
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  readonly weights: ReadonlyMap<string, QuantisedWeights>;
  /** Of each element of the last layer's output. */
  readonly outputs: readonly OutputSteps[];
  readonly shapes: ReadonlyMap<string, { readonly dims: readonly number[] }>;
  readonly input: string;
  readonly output: string;
  readonly file: string;
}

/** What a layer's kernel is given. */
interface Geometry {
  /** Value that the convolution reads. */
  readonly from: string;
  readonly weights: QuantisedWeights;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/**
 * Writes a plan in ONNX's own integer operators, in place: QLinearConv for convolutions and, as convolutions over
 * the whole picture or a single point, for dense layers too, because QLinearMatMul knows no bias. uint8 goes in,
 * uint8 comes out, and no float32 value lies between.
 */
export class IntegerWriter {
  readonly #plan: Plan;
  readonly #graph: OnnxGraph;
  readonly #options: IntegerOptions;
  readonly #constants: Constants;
  readonly #names: FreshNames;
  readonly #parameters = new Map<string, ParameterNames>();
  /** Values that are held as [1, n, 1, 1] under another name. */
  readonly #columns = new Map<string, string>();

  constructor(plan: Plan, options: IntegerOptions) {
    this.#plan = plan;
    this.#graph = plan.graph;
    this.#options = options;
    this.#names = new FreshNames(plan.graph);
    this.#constants = new Constants(plan.graph, this.#names);
  }

  write(): void {
    const graph = this.#graph;
    const last = rootOf(graph, this.#options.output);
    // Before anything is written: the reshapes that join would count as movers.
    const sources = this.#plan.units.map((unit) => rootOf(graph, unit.inputs[0]!));
    this.#plan.units.forEach((unit, i) => {
      this.#layer(unit, unit.layer!, sources[i]!, unit.result === last);
    });
    this.#dropUnread();
    for (const value of [...graph.inputs, ...graph.outputs]) value.type = 'uint8';
    graph.valueInfo = [];
    dropUnusedInitializers(graph);
  }

  #layer(unit: Unit, layer: LayerWeights, input: string, isLast: boolean): void {
    const { activations, weights, outputs, file } = this.#options;
    const graph = this.#graph;
    const given = activations.get(input)!;
    const result = isLast
      ? { type: 'uint8' as const, scale: 1, zeroPoint: 0 }
      : activations.get(unit.result)!;
    if (unit.activation !== null && (isLast || !clippedByRange(unit, result))) {
      throw new ModelError(
        `${file}: the range of layer '${unit.name}' is not that of its ${unit.activation.opType}; ` +
          'calibrate it instead of --ranges, or use strategy static',
      );
    }
    const quantized = weights.get(unit.name)!;
    const bias = this.#bias(layer, quantized, given.scale, isLast ? outputs : null);
    if (bias === null)
      throw new ModelError(`${file}: layer '${unit.name}' has a bias too large for its scales`);
    const before: OnnxNode[] = [];
    const geometry = this.#geometry(unit, isLast ? inSteps(quantized, outputs) : quantized, before);
    const names = this.#constants.addWeights(layer.weight, geometry.weights);
    const from = this.#parametersOf(input, given);
    const to = this.#parametersOf(unit.result, result);
    const biasName = this.#constants.add(`${layer.bias ?? layer.weight}_int32`, {
      type: 'int32',
      dims: [bias.length],
      data: bias,
    });
    const isDense = unit.node.opType !== 'Conv';
    const gives = isDense ? this.#names.take(`${unit.result}_column`) : unit.result;
    const convolution = this.#names.node('QLinearConv', {
      inputs: [
        ...[geometry.from, from.scale, from.zeroPoint],
        ...[names.values, names.scale, names.zeroPoint],
        ...[to.scale, to.zeroPoint, biasName],
      ],
      outputs: [gives],
      attributes: geometry.attributes,
    });
    const after = isDense ? [this.#reshape(gives, unit.result, [1, bias.length])] : [];
    if (isDense) this.#columns.set(unit.result, gives);
    if (unit.activation) graph.remove(unit.activation);
    graph.insertBefore(unit.node, ...before, convolution, ...after);
    graph.remove(unit.node);
  }

  /** int32 biases; for the last layer in its outputs' steps. */
  #bias(
    { bias }: LayerWeights,
    { scales, data, dims, axis }: QuantisedWeights,
    inputScale: number,
    outputs: readonly OutputSteps[] | null,
  ): Int32Array | null {
    const shifted = biasInSteps(this.#graph, bias, dims[axis]!, outputs);
    return data.length === 0 ? null : (quantiseBias(shifted, inputScale, scales)?.data ?? null);
  }

  #geometry(unit: Unit, weights: QuantisedWeights, before: OnnxNode[]): Geometry {
    if (unit.node.opType === 'Conv') {
      return { from: unit.inputs[0]!, weights, attributes: Object.fromEntries(unit.node.attributes) };
    }
    const rows = intAttribute(unit.node, 'transB', 0) === 1 ? weights : transposed(weights);
    const [outputs, inputs] = rows.dims as [number, number];
    const picture = this.#pictureBefore(unit.inputs[0]!);
    if (picture !== null) {
      const { from, order } = picture;
      const dims = order.map((axis) => picture.dims[axis]!);
      // The columns count the picture in the order in which it was flattened: bring them into its own.
      const back = [0, 1, 2].map((axis) => order.indexOf(axis));
      const whole = permuted({ ...rows, dims: [outputs, ...dims] }, [0, ...back.map((axis) => axis + 1)]);
      return { from, weights: whole, attributes: {} };
    }
    const column = this.#columns.get(unit.inputs[0]!) ?? this.#names.take(`${unit.inputs[0]!}_column`);
    if (!this.#columns.has(unit.inputs[0]!)) {
      this.#columns.set(unit.inputs[0]!, column);
      before.push(this.#reshape(unit.inputs[0]!, column, [1, inputs, 1, 1]));
    }
    return { from: column, weights: { ...rows, dims: [outputs, inputs, 1, 1] }, attributes: {} };
  }

  /**
   * The picture [1, c, h, w] that a row of values is, flattened as it is or after one Transpose.
   * `order` lists its axes c, h, w (0, 1, 2) in the order of the row.
   */
  #pictureBefore(
    value: string,
  ): { readonly from: string; readonly dims: readonly number[]; readonly order: readonly number[] } | null {
    const graph = this.#graph;
    const { shapes } = this.#options;
    const flatten = graph.producer(value);
    if (flatten?.opType !== 'Flatten' && flatten?.opType !== 'Reshape') return null;
    const flat = shapes.get(flatten.inputs[0]!)?.dims ?? [];
    const row = shapes.get(value)?.dims ?? [];
    if (flat.length !== 4 || flat[0] !== 1 || row.length !== 2 || row[0] !== 1) return null;
    const transpose = graph.producer(flatten.inputs[0]!);
    const perm = transpose?.opType === 'Transpose' ? intsAttribute(transpose, 'perm') : null;
    if (!transpose || perm === null || perm[0] !== 0) {
      return { from: flatten.inputs[0]!, dims: flat.slice(1), order: [0, 1, 2] };
    }
    const from = transpose.inputs[0]!;
    const dims = shapes.get(from)!.dims.slice(1);
    return { from, dims, order: perm.slice(1).map((axis) => axis - 1) };
  }

  #reshape(from: string, to: string, dims: readonly number[]): OnnxNode {
    const shape = this.#constants.add(`${to}_shape`, int64Tensor([dims.length], dims));
    return this.#names.node('Reshape', { inputs: [from, shape], outputs: [to] });
  }

  #parametersOf(value: string, parameters: ActivationParameters): ParameterNames {
    let names = this.#parameters.get(value);
    if (names === undefined) {
      names = this.#constants.addParameters(value, parameters);
      this.#parameters.set(value, names);
    }
    return names;
  }

  /** Reshapes and transposes that only led to what is a convolution now. */
  #dropUnread(): void {
    const graph = this.#graph;
    for (let count = -1; count !== graph.nodes.length; ) {
      count = graph.nodes.length;
      const read = new Set([
        ...graph.outputs.map(({ name }) => name),
        ...graph.nodes.flatMap((n) => n.inputs),
      ]);
      graph.nodes = graph.nodes.filter((node) => node.outputs.some((output) => read.has(output)));
    }
  }
}

/** A layer's biases, zeros where it has none; those of the last one count from where its outputs' steps begin. */
export function biasInSteps(
  graph: OnnxGraph,
  bias: string | null,
  count: number,
  outputs: readonly OutputSteps[] | null,
): Float32Array {
  const values = bias === null ? new Float32Array(count) : graph.initializers.get(bias)!.data;
  return Float32Array.from(values as Float32Array, (value, c) => value - (outputs?.[c]?.low ?? 0));
}

/** Weights whose scales count in the steps of their outputs. */
function inSteps(weights: QuantisedWeights, outputs: readonly OutputSteps[]): QuantisedWeights {
  const { scales } = weights;
  return {
    ...weights,
    scales: Float32Array.from(outputs, ({ step }, c) => scales[scales.length === 1 ? 0 : c]! / step),
  };
}
