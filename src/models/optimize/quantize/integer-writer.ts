import { ModelError } from '../../../errors';
import {
  type AttributeValue,
  intAttribute,
  intsAttribute,
  type OnnxGraph,
  type OnnxNode,
} from '../../../onnx/graph';
import { createInt64Tensor } from '../../../onnx/tensor';
import type { OutputSteps } from './integer-contract';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { Constants, FreshNames, type ParameterNames, removeUnusedInitializers } from './tensors';
import { findRoot, isClippedByRange, type LayerWeights, type Unit } from './units';
import { permute, type QuantizedWeights, quantizeBias, transpose } from './weights';

export interface IntegerOptions {
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  readonly weights: ReadonlyMap<string, QuantizedWeights>;
  /** Quantization of each output element of the last layer. */
  readonly outputs: readonly OutputSteps[];
  readonly shapes: ReadonlyMap<string, { readonly dims: readonly number[] }>;
  readonly input: string;
  readonly output: string;
  readonly file: string;
}

/** The convolution that replaces a layer. */
interface Kernel {
  /** Name of the value that the convolution reads. */
  readonly from: string;
  readonly weights: QuantizedWeights;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/**
 * Rewrites a plan with ONNX's integer operators, in place. Dense layers become QLinearConv too, over the whole image
 * or a single point, because QLinearMatMul has no bias. All values between the uint8 input and output are integers.
 */
export class IntegerWriter {
  readonly #plan: Plan;
  readonly #graph: OnnxGraph;
  readonly #options: IntegerOptions;
  readonly #constants: Constants;
  readonly #names: FreshNames;
  readonly #parameters = new Map<string, ParameterNames>();
  /** Name of the same value in the shape [1, n, 1, 1], by name. */
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
    const last = findRoot(graph, this.#options.output);
    // Looked up before rewriting: the Reshape nodes added later would count as rearrangements.
    const sources = this.#plan.units.map((unit) => findRoot(graph, unit.inputs[0]!));
    this.#plan.units.forEach((unit, i) => {
      this.#writeLayer(unit, unit.layer!, sources[i]!, unit.result === last);
    });
    this.#removeUnread();
    for (const value of [...graph.inputs, ...graph.outputs]) value.type = 'uint8';
    graph.valueInfo = [];
    removeUnusedInitializers(graph);
  }

  #writeLayer(unit: Unit, layer: LayerWeights, input: string, isLast: boolean): void {
    const { activations, weights, outputs, file } = this.#options;
    const graph = this.#graph;
    const given = activations.get(input)!;
    const result = isLast
      ? { type: 'uint8' as const, scale: 1, zeroPoint: 0 }
      : activations.get(unit.result)!;
    if (unit.activation !== null && (isLast || !isClippedByRange(unit, result))) {
      throw new ModelError(
        `${file}: the range of layer '${unit.name}' does not match its ${unit.activation.opType}; ` +
          'calibrate with --calibration instead of --ranges, or use strategy static',
      );
    }
    const quantized = weights.get(unit.name)!;
    const bias = this.#quantizeBias(layer, quantized, given.scale, isLast ? outputs : null);
    if (bias === null)
      throw new ModelError(`${file}: the bias of layer '${unit.name}' is too large for its scales`);
    const before: OnnxNode[] = [];
    const geometry = this.#describeKernel(
      unit,
      isLast ? scaleToSteps(quantized, outputs) : quantized,
      before,
    );
    const names = this.#constants.addWeights(layer.weight, geometry.weights);
    const from = this.#addParameters(input, given);
    const to = this.#addParameters(unit.result, result);
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
    const after = isDense ? [this.#createReshape(gives, unit.result, [1, bias.length])] : [];
    if (isDense) this.#columns.set(unit.result, gives);
    if (unit.activation) graph.remove(unit.activation);
    graph.insertBefore(unit.node, ...before, convolution, ...after);
    graph.remove(unit.node);
  }

  /** Quantizes a bias to int32; that of the last layer in steps of its outputs. */
  #quantizeBias(
    { bias }: LayerWeights,
    { scales, data, dims, axis }: QuantizedWeights,
    inputScale: number,
    outputs: readonly OutputSteps[] | null,
  ): Int32Array | null {
    const shifted = shiftBias(this.#graph, bias, dims[axis]!, outputs);
    return data.length === 0 ? null : (quantizeBias(shifted, inputScale, scales)?.data ?? null);
  }

  #describeKernel(unit: Unit, weights: QuantizedWeights, before: OnnxNode[]): Kernel {
    if (unit.node.opType === 'Conv') {
      return { from: unit.inputs[0]!, weights, attributes: Object.fromEntries(unit.node.attributes) };
    }
    const rows = intAttribute(unit.node, 'transB', 0) === 1 ? weights : transpose(weights);
    const [outputs, inputs] = rows.dims as [number, number];
    const image = this.#imageBefore(unit.inputs[0]!);
    if (image !== null) {
      const { from, order } = image;
      const dims = order.map((axis) => image.dims[axis]!);
      // The columns follow the order in which the image was flattened: permute them to its own order.
      const back = [0, 1, 2].map((axis) => order.indexOf(axis));
      const whole = permute({ ...rows, dims: [outputs, ...dims] }, [0, ...back.map((axis) => axis + 1)]);
      return { from, weights: whole, attributes: {} };
    }
    const column = this.#columns.get(unit.inputs[0]!) ?? this.#names.take(`${unit.inputs[0]!}_column`);
    if (!this.#columns.has(unit.inputs[0]!)) {
      this.#columns.set(unit.inputs[0]!, column);
      before.push(this.#createReshape(unit.inputs[0]!, column, [1, inputs, 1, 1]));
    }
    return { from: column, weights: { ...rows, dims: [outputs, inputs, 1, 1] }, attributes: {} };
  }

  /**
   * Finds the image [1, c, h, w] that a row of values was flattened from, directly or after one Transpose.
   * `order` lists its axes c, h, w (0, 1, 2) in the order of the row.
   */
  #imageBefore(
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

  #createReshape(from: string, to: string, dims: readonly number[]): OnnxNode {
    const shape = this.#constants.add(`${to}_shape`, createInt64Tensor([dims.length], dims));
    return this.#names.node('Reshape', { inputs: [from, shape], outputs: [to] });
  }

  #addParameters(value: string, parameters: ActivationParameters): ParameterNames {
    let names = this.#parameters.get(value);
    if (names === undefined) {
      names = this.#constants.addParameters(value, parameters);
      this.#parameters.set(value, names);
    }
    return names;
  }

  /** Removes the Reshape and Transpose nodes that only dense layers read. */
  #removeUnread(): void {
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

/** Returns the bias of a layer, zeros for none; that of the last layer relative to the lowest step of its outputs. */
export function shiftBias(
  graph: OnnxGraph,
  bias: string | null,
  count: number,
  outputs: readonly OutputSteps[] | null,
): Float32Array {
  const values = bias === null ? new Float32Array(count) : graph.initializers.get(bias)!.data;
  return Float32Array.from(values as Float32Array, (value, c) => value - (outputs?.[c]?.low ?? 0));
}

/** Divides the scales of weights by the steps of their outputs. */
function scaleToSteps(weights: QuantizedWeights, outputs: readonly OutputSteps[]): QuantizedWeights {
  const { scales } = weights;
  return {
    ...weights,
    scales: Float32Array.from(outputs, ({ step }, c) => scales[scales.length === 1 ? 0 : c]! / step),
  };
}
