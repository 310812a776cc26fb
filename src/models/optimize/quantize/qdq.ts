import { ModelError } from '../../../errors';
import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { Constants, FreshNames, type ParameterNames, removeUnusedInitializers } from './tensors';
import { findRoot, isClippedByRange, type LayerWeights, type Unit } from './units';
import { type QuantizedWeights, quantizeBias } from './weights';

export interface QdqOptions {
  /** Parameters of each of the plan's values. */
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  /** Quantized weights of each layer, by the layer's name. */
  readonly weights: ReadonlyMap<string, QuantizedWeights>;
  /** int32 for onnxruntime's integer kernels; float32 for TensorRT, which rejects int32 biases. */
  readonly bias: 'int32' | 'float32';
  /** Path of the model, for error messages. */
  readonly file: string;
}

/**
 * Inserts QuantizeLinear and DequantizeLinear pairs around the plan's operators, in place (ONNX opset 13; onnxruntime
 * and TensorRT fuse this pattern into integer kernels). Relu and Clip are removed where the quantized range already
 * clips.
 */
export function writeQdq(plan: Plan, options: QdqOptions): void {
  new QdqWriter(plan, options).write();
}

class QdqWriter {
  readonly #plan: Plan;
  readonly #options: QdqOptions;
  readonly #graph: OnnxGraph;
  /** The value whose scale is used, by quantized value. */
  readonly #roots: ReadonlyMap<string, string>;
  readonly #names: FreshNames;
  readonly #constants: Constants;
  /** Names of the parameters by value, and of the dequantized weights by layer; several readers share them. */
  readonly #parameters = new Map<string, ParameterNames>();
  readonly #weights = new Map<string, string>();
  /** Name of the dequantized value behind a pair, by value. */
  readonly #dequantized = new Map<string, string>();
  readonly #written: OnnxNode[] = [];

  constructor(plan: Plan, options: QdqOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#graph = plan.graph;
    this.#roots = collectQuantizedValues(plan);
    this.#names = new FreshNames(plan.graph);
    this.#constants = new Constants(plan.graph, this.#names);
  }

  write(): void {
    const graph = this.#graph;
    const roots = this.#roots;
    const unitOf = new Map<OnnxNode, Unit>(this.#plan.units.map((unit) => [unit.node, unit]));
    const whole = new Set(this.#plan.units.map((unit) => unit.result));
    this.#removeClippedActivations();
    for (const { name } of graph.inputs) {
      if (roots.has(name)) this.#insertPair(name, roots.get(name)!, name, null);
    }
    for (const node of [...graph.nodes]) {
      const unit = unitOf.get(node);
      const quantized = unit !== undefined || this.#plan.rearrangements.has(node);
      node.inputs = node.inputs.map((input) => {
        const root = roots.get(input);
        // Results of quantized operators exist only quantized; float operators read other values as float.
        const pairs = root !== undefined && (quantized || whole.has(root));
        return pairs ? this.#dequantized.get(input)! : input;
      });
      if (unit?.layer) this.#quantizeLayer(unit, unit.layer);
      else if (unit) this.#quantizeOperands(unit);
      this.#written.push(node);
      node.outputs = node.outputs.map((output) => {
        const root = roots.get(output);
        if (root === undefined) return output;
        // An output of the graph keeps its name; the value before the pair gets a new one.
        const isOutput = graph.isOutput(output);
        const from = isOutput ? this.#names.take(`${output}_float`) : output;
        this.#insertPair(output, root, from, isOutput ? output : null);
        return from;
      });
    }
    graph.nodes = this.#written;
    // The recorded types and shapes no longer hold.
    graph.valueInfo = [];
    removeUnusedInitializers(graph);
  }

  #removeClippedActivations(): void {
    for (const unit of this.#plan.units) {
      const parameters = this.#options.activations.get(unit.result);
      if (unit.activation === null || !this.#plan.values.includes(unit.result) || !parameters) continue;
      if (!isClippedByRange(unit, parameters)) continue;
      unit.node.outputs = [unit.result];
      this.#graph.remove(unit.activation);
    }
  }

  /** Inserts QuantizeLinear and DequantizeLinear after a value. @param to name of the result; null for a new name */
  #insertPair(value: string, root: string, from: string, to: string | null): void {
    let names = this.#parameters.get(root);
    if (names === undefined) {
      names = this.#constants.addParameters(root, this.#options.activations.get(root)!);
      this.#parameters.set(root, names);
    }
    const quantized = this.#names.take(`${value}_quantized`);
    const dequantized = to ?? this.#names.take(`${value}_dequantized`);
    this.#dequantized.set(value, dequantized);
    this.#written.push(
      this.#names.node('QuantizeLinear', {
        inputs: [from, names.scale, names.zeroPoint],
        outputs: [quantized],
      }),
      this.#names.node('DequantizeLinear', {
        inputs: [quantized, names.scale, names.zeroPoint],
        outputs: [dequantized],
      }),
    );
  }

  #quantizeLayer(unit: Unit, layer: LayerWeights): void {
    const weights = this.#options.weights.get(unit.name)!;
    let value = this.#weights.get(unit.name);
    if (value === undefined) {
      const { values, scale, zeroPoint } = this.#constants.addWeights(layer.weight, weights);
      value = this.#dequantize(layer.weight, [values, scale, zeroPoint], weights.axis, weights.scales);
      this.#weights.set(unit.name, value);
    }
    unit.node.inputs[1] = value;
    if (layer.bias !== null && this.#options.bias === 'int32') {
      unit.node.inputs[2] = this.#quantizeBias(unit, layer.bias, weights);
    }
  }

  #quantizeBias(unit: Unit, name: string, weights: QuantizedWeights): string {
    const input = this.#options.activations.get(this.#roots.get(unit.inputs[0]!)!)!;
    const values = this.#graph.initializers.get(name)!.data as Float32Array;
    const bias = quantizeBias(values, input.scale, weights.scales);
    if (bias === null) {
      throw new ModelError(
        `${this.#options.file}: the bias of layer '${unit.name}' is too large for its scales; keep the layer in float`,
      );
    }
    const quantized = this.#constants.add(`${name}_quantized`, {
      type: 'int32',
      dims: [bias.data.length],
      data: bias.data,
    });
    const scale = this.#constants.add(`${name}_scale`, {
      type: 'float32',
      dims: bias.scales.length === 1 ? [] : [bias.scales.length],
      data: bias.scales,
    });
    return this.#dequantize(name, [quantized, scale], 0, bias.scales);
  }

  #quantizeOperands({ node }: Unit): void {
    node.inputs = node.inputs.map((input) => {
      const tensor = this.#graph.initializers.get(input);
      if (tensor === undefined) return input;
      const { values, scale, zeroPoint } = this.#constants.addOperand(input, tensor);
      return this.#dequantize(input, [values, scale, zeroPoint], 0, [1]);
    });
  }

  #dequantize(name: string, inputs: string[], axis: number, scales: ArrayLike<number>): string {
    const output = this.#names.take(`${name}_dequantized`);
    this.#written.push(
      this.#names.node('DequantizeLinear', {
        inputs,
        outputs: [output],
        attributes: scales.length === 1 ? {} : { axis: { kind: 'int', value: axis } },
      }),
    );
    return output;
  }
}

function collectQuantizedValues({ graph, values, rearrangements }: Plan): Map<string, string> {
  const roots = new Map(values.map((value) => [value, value]));
  for (const node of rearrangements) {
    const root = findRoot(graph, node.outputs[0]!);
    if (roots.has(root)) roots.set(node.outputs[0]!, root);
  }
  return roots;
}
