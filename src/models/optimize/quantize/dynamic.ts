import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../../onnx/graph';
import type { Strategy } from '../strategy';
import { requireFiniteWeights } from './layer-weights';
import { describeKeptLayers, type QuantizeOptions, readQuantizeOptions } from './options';
import { describeFloatLayers, preparePlan } from './prepare-plan';
import { Constants, FreshNames, removeUnusedInitializers } from './tensors';
import type { LayerWeights, Unit } from './units';
import { type QuantizedWeights, quantizeWeights, transpose } from './weights';

/** 8-bit weights; activations are quantized at each inference over their current range. */
export const DYNAMIC_QUANTIZATION: Strategy = {
  name: 'dynamic',
  summary: '8-bit weights; activations quantized at each inference over their current range',
  needsCalibration: false,
  async apply(context) {
    const options = readQuantizeOptions(context.options);
    const { model, card } = context;
    // Layers read and write float values, so the values that the plan would quantize do not matter.
    const plan = preparePlan(context, { ...options, activations: 'int8-symmetric' }, 'dynamic');
    requireFiniteWeights(plan, card.modelFile);
    new DynamicWriter(model.graph, options).write(plan.units);
    return {
      model,
      precision: 'uint8-dynamic',
      parameters: {
        granularity: options.granularity,
        ...(options.reduceRange ? { weight_bits: 7 } : {}),
        ...describeKeptLayers(options),
      },
      notes: describeFloatLayers(plan),
    };
  },
};

interface DynamicInput {
  readonly quantized: string;
  readonly scale: string;
  readonly zeroPoint: string;
}

/** Replaces layers by DynamicQuantizeLinear with ConvInteger or MatMulInteger (ONNX opset 11). */
class DynamicWriter {
  readonly #graph: OnnxGraph;
  readonly #options: QuantizeOptions;
  readonly #names: FreshNames;
  readonly #constants: Constants;
  readonly #inputs = new Map<string, DynamicInput>();
  #added: OnnxNode[] = [];

  constructor(graph: OnnxGraph, options: QuantizeOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#names = new FreshNames(graph);
    this.#constants = new Constants(graph, this.#names);
  }

  write(units: readonly Unit[]): void {
    for (const { node, layer } of units) {
      if (layer === null) continue;
      this.#added = [];
      const input = this.#quantizeInput(node.inputs[0]!);
      if (node.opType === 'Conv') this.#writeConvolution(node, layer, input);
      else this.#writeDense(node, layer, input);
      this.#graph.insertBefore(node, ...this.#added);
      this.#graph.remove(node);
    }
    this.#graph.valueInfo = [];
    removeUnusedInitializers(this.#graph);
  }

  /** Quantizes the input of a layer; layers that read the same value share the nodes. */
  #quantizeInput(value: string): DynamicInput {
    let input = this.#inputs.get(value);
    if (input === undefined) {
      input = {
        quantized: this.#names.take(`${value}_quantized`),
        scale: this.#names.take(`${value}_scale`),
        zeroPoint: this.#names.take(`${value}_zero_point`),
      };
      this.#inputs.set(value, input);
      this.#added.push(
        this.#names.node('DynamicQuantizeLinear', {
          inputs: [value],
          outputs: [input.quantized, input.scale, input.zeroPoint],
        }),
      );
    }
    return input;
  }

  #writeConvolution(node: OnnxNode, { weight, bias, axis }: LayerWeights, input: DynamicInput): void {
    const tensor = this.#graph.initializers.get(weight)!;
    const weights = this.#quantizeWeights(tensor, axis);
    // onnxruntime's ConvInteger needs uint8 weights with one zero point: int8 weights shifted by 128.
    const values = this.#constants.add(`${weight}_quantized`, {
      type: 'uint8',
      dims: weights.dims,
      data: Uint8Array.from(weights.data, (value) => value + 128),
    });
    const zeroPoint = this.#constants.add(`${weight}_zero_point`, {
      type: 'uint8',
      dims: [],
      data: Uint8Array.of(128),
    });
    // The channel axis follows the batch axis: [outputs, 1, 1] broadcasts over the spatial axes.
    const ones = tensor.dims.slice(2).map(() => 1);
    const product = this.#names.take(`${node.outputs[0]}_integer`);
    this.#added.push(
      this.#names.node('ConvInteger', {
        inputs: [input.quantized, values, input.zeroPoint, zeroPoint],
        outputs: [product],
        attributes: Object.fromEntries(node.attributes),
      }),
    );
    this.#convertToFloat(node, product, input, weight, weights.scales, bias, ones);
  }

  #writeDense(node: OnnxNode, { weight, bias, axis }: LayerWeights, input: DynamicInput): void {
    const tensor = this.#graph.initializers.get(weight)!;
    const quantized = this.#quantizeWeights(tensor, axis);
    const weights = intAttribute(node, 'transB', 0) === 1 ? transpose(quantized) : quantized;
    const { values, scale, zeroPoint } = this.#constants.addWeights(weight, weights);
    this.#graph.initializers.delete(scale);
    const product = this.#names.take(`${node.outputs[0]}_integer`);
    this.#added.push(
      this.#names.node('MatMulInteger', {
        inputs: [input.quantized, values, input.zeroPoint, zeroPoint],
        outputs: [product],
      }),
    );
    this.#convertToFloat(node, product, input, weight, weights.scales, bias, []);
  }

  #quantizeWeights(tensor: TensorValue, axis: number): QuantizedWeights {
    return quantizeWeights(tensor, axis, this.#options, new Float64Array(tensor.dims[axis]!));
  }

  /** Writes real = int32 * (input scale * weight scale) + bias, in the order of operators that onnxruntime fuses. */
  #convertToFloat(
    node: OnnxNode,
    product: string,
    input: DynamicInput,
    weight: string,
    scales: Float32Array,
    bias: string | null,
    ones: readonly number[],
  ): void {
    const output = node.outputs[0]!;
    const cast = this.#names.take(`${output}_float`);
    const factor = this.#names.take(`${output}_factor`);
    const scaled = bias === null ? output : this.#names.take(`${output}_scaled`);
    const dims = scales.length === 1 ? [] : [scales.length, ...ones];
    const scale = this.#constants.add(`${weight}_scale`, { type: 'float32', dims, data: scales });
    this.#added.push(
      this.#names.node('Cast', {
        inputs: [product],
        outputs: [cast],
        attributes: { to: { kind: 'int', value: 1 } },
      }),
      this.#names.node('Mul', { inputs: [input.scale, scale], outputs: [factor] }),
      this.#names.node('Mul', { inputs: [cast, factor], outputs: [scaled] }),
    );
    if (bias === null) return;
    const { data } = this.#graph.initializers.get(bias)!;
    const shaped =
      ones.length === 0
        ? bias
        : this.#constants.add(`${bias}_shaped`, { type: 'float32', dims: [data.length, ...ones], data });
    this.#added.push(this.#names.node('Add', { inputs: [scaled, shaped], outputs: [output] }));
  }
}
