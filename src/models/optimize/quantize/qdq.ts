import { ModelError } from '../../../errors';
import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { Constants, dropUnusedInitializers, FreshNames, type ParameterNames } from './tensors';
import { clippedByRange, type LayerWeights, rootOf, type Unit } from './units';
import { type QuantisedWeights, quantiseBias } from './weights';

export interface QdqOptions {
  /** Scale and zero point of each of the plan's values. */
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  /** Quantized weights of each layer, by the layer's name. */
  readonly weights: ReadonlyMap<string, QuantisedWeights>;
  /** Biases as int32 (onnxruntime's integer kernels) or left in float (TensorRT takes no int32). */
  readonly bias: 'int32' | 'float32';
  /** The model, for error lines. */
  readonly file: string;
}

/**
 * Writes QuantizeLinear and DequantizeLinear pairs around the plan's operators, in place (ONNX operators of opset
 * 13; the pattern that onnxruntime and TensorRT turn into integer kernels). Relu and Clip give way where the
 * quantized range clips the same.
 */
export function writeQdq(plan: Plan, options: QdqOptions): void {
  new QdqWriter(plan, options).write();
}

class QdqWriter {
  readonly #plan: Plan;
  readonly #options: QdqOptions;
  readonly #graph: OnnxGraph;
  /** Every value that gets a pair, with the value whose scale it has. */
  readonly #roots: ReadonlyMap<string, string>;
  readonly #names: FreshNames;
  readonly #constants: Constants;
  /** Of values and of layers' weights, by what they belong to: several readers share them. */
  readonly #parameters = new Map<string, ParameterNames>();
  readonly #weights = new Map<string, string>();
  /** What stands for a quantized value behind its pair. */
  readonly #dequantised = new Map<string, string>();
  readonly #written: OnnxNode[] = [];

  constructor(plan: Plan, options: QdqOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#graph = plan.graph;
    this.#roots = quantisedValues(plan);
    this.#names = new FreshNames(plan.graph);
    this.#constants = new Constants(plan.graph, this.#names);
  }

  write(): void {
    const graph = this.#graph;
    const roots = this.#roots;
    const unitOf = new Map<OnnxNode, Unit>(this.#plan.units.map((unit) => [unit.node, unit]));
    const whole = new Set(this.#plan.units.map((unit) => unit.result));
    this.#dropActivations();
    for (const { name } of graph.inputs) {
      if (roots.has(name)) this.#pair(name, roots.get(name)!, name, null);
    }
    for (const node of [...graph.nodes]) {
      const unit = unitOf.get(node);
      const quantized = unit !== undefined || this.#plan.movers.has(node);
      node.inputs = node.inputs.map((input) => {
        const root = roots.get(input);
        // What a quantized operator gave is only to be had quantized; other values stay float for float operators.
        const pairs = root !== undefined && (quantized || whole.has(root));
        return pairs ? this.#dequantised.get(input)! : input;
      });
      if (unit?.layer) this.#quantiseLayer(unit, unit.layer);
      else if (unit) this.#quantiseOperands(unit);
      this.#written.push(node);
      node.outputs = node.outputs.map((output) => {
        const root = roots.get(output);
        if (root === undefined) return output;
        // A graph's output keeps its name: the value before the pair takes another.
        const isOutput = graph.isOutput(output);
        const from = isOutput ? this.#names.take(`${output}_float`) : output;
        this.#pair(output, root, from, isOutput ? output : null);
        return from;
      });
    }
    graph.nodes = this.#written;
    // Types and shapes of values that changed would contradict the nodes.
    graph.valueInfo = [];
    dropUnusedInitializers(graph);
  }

  #dropActivations(): void {
    for (const unit of this.#plan.units) {
      const parameters = this.#options.activations.get(unit.result);
      if (unit.activation === null || !this.#plan.values.includes(unit.result) || !parameters) continue;
      if (!clippedByRange(unit, parameters)) continue;
      unit.node.outputs = [unit.result];
      this.#graph.remove(unit.activation);
    }
  }

  /** QuantizeLinear and DequantizeLinear behind a value. @param to null for a name of its own */
  #pair(value: string, root: string, from: string, to: string | null): void {
    let names = this.#parameters.get(root);
    if (names === undefined) {
      names = this.#constants.addParameters(root, this.#options.activations.get(root)!);
      this.#parameters.set(root, names);
    }
    const quantized = this.#names.take(`${value}_quantized`);
    const dequantised = to ?? this.#names.take(`${value}_dequantized`);
    this.#dequantised.set(value, dequantised);
    this.#written.push(
      this.#names.node('QuantizeLinear', {
        inputs: [from, names.scale, names.zeroPoint],
        outputs: [quantized],
      }),
      this.#names.node('DequantizeLinear', {
        inputs: [quantized, names.scale, names.zeroPoint],
        outputs: [dequantised],
      }),
    );
  }

  #quantiseLayer(unit: Unit, layer: LayerWeights): void {
    const weights = this.#options.weights.get(unit.name)!;
    let value = this.#weights.get(unit.name);
    if (value === undefined) {
      const { values, scale, zeroPoint } = this.#constants.addWeights(layer.weight, weights);
      value = this.#dequantise(layer.weight, [values, scale, zeroPoint], weights.axis, weights.scales);
      this.#weights.set(unit.name, value);
    }
    unit.node.inputs[1] = value;
    if (layer.bias !== null && this.#options.bias === 'int32') {
      unit.node.inputs[2] = this.#quantiseBias(unit, layer.bias, weights);
    }
  }

  #quantiseBias(unit: Unit, name: string, weights: QuantisedWeights): string {
    const input = this.#options.activations.get(this.#roots.get(unit.inputs[0]!)!)!;
    const values = this.#graph.initializers.get(name)!.data as Float32Array;
    const bias = quantiseBias(values, input.scale, weights.scales);
    if (bias === null) {
      throw new ModelError(
        `${this.#options.file}: layer '${unit.name}' has a bias too large for its scales; keep it in float`,
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
    return this.#dequantise(name, [quantized, scale], 0, bias.scales);
  }

  #quantiseOperands({ node }: Unit): void {
    node.inputs = node.inputs.map((input) => {
      const tensor = this.#graph.initializers.get(input);
      if (tensor === undefined) return input;
      const { values, scale, zeroPoint } = this.#constants.addOperand(input, tensor);
      return this.#dequantise(input, [values, scale, zeroPoint], 0, [1]);
    });
  }

  #dequantise(name: string, inputs: string[], axis: number, scales: ArrayLike<number>): string {
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

function quantisedValues({ graph, values, movers }: Plan): Map<string, string> {
  const roots = new Map(values.map((value) => [value, value]));
  for (const node of movers) {
    const root = rootOf(graph, node.outputs[0]!);
    if (roots.has(root)) roots.set(node.outputs[0]!, root);
  }
  return roots;
}
