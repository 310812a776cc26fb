import {
  makeNode,
  type NodeParts,
  type OnnxGraph,
  type OnnxNode,
  type TensorValue,
} from '../../../onnx/graph';
import { createFloat32Tensor } from '../../../onnx/tensor';
import { type ActivationParameters, chooseAsymmetric, quantize } from './parameters';
import type { QuantizedWeights } from './weights';

/** Names of the scale and zero point of a value. */
export interface ParameterNames {
  readonly scale: string;
  readonly zeroPoint: string;
}

export interface ConstantNames extends ParameterNames {
  readonly values: string;
}

/** Generates names that are unique in a graph. */
export class FreshNames {
  readonly #used = new Set<string>();

  constructor(graph: OnnxGraph) {
    for (const name of graph.initializers.keys()) this.#used.add(name);
    for (const { name } of [...graph.inputs, ...graph.outputs]) this.#used.add(name);
    for (const { name, inputs, outputs } of graph.nodes) {
      for (const used of [name, ...inputs, ...outputs]) this.#used.add(used);
    }
  }

  /** `base`, or `base_2`, `base_3`... */
  take(base: string): string {
    let name = base;
    for (let count = 2; this.#used.has(name); count++) name = `${base}_${count}`;
    this.#used.add(name);
    return name;
  }

  /** Creates a node with a unique name. */
  node(opType: string, parts: NodeParts): OnnxNode {
    return makeNode(opType, { ...parts, name: this.take(`${parts.outputs[0]}_${opType}`) });
  }
}

/** Adds constants to a graph under unique names. */
export class Constants {
  readonly #graph: OnnxGraph;
  readonly #names: FreshNames;

  constructor(graph: OnnxGraph, names: FreshNames) {
    this.#graph = graph;
    this.#names = names;
  }

  add(base: string, tensor: TensorValue): string {
    const name = this.#names.take(base);
    this.#graph.initializers.set(name, tensor);
    return name;
  }

  /** Adds scale and zero point of an activation, as scalars. */
  addParameters(value: string, { type, scale, zeroPoint }: ActivationParameters): ParameterNames {
    return {
      scale: this.add(`${value}_scale`, createFloat32Tensor([], [scale])),
      zeroPoint: this.add(`${value}_zero_point`, createByteTensor(type, [], [zeroPoint])),
    };
  }

  /** Adds quantized weights with scale and zero point: scalars per tensor, vectors per channel. */
  addWeights(name: string, { dims, data, scales }: QuantizedWeights): ConstantNames {
    const shape = scales.length === 1 ? [] : [scales.length];
    return {
      values: this.add(`${name}_quantized`, { type: 'int8', dims, data }),
      scale: this.add(`${name}_scale`, { type: 'float32', dims: shape, data: scales }),
      zeroPoint: this.add(
        `${name}_zero_point`,
        createByteTensor('int8', shape, new Int8Array(scales.length)),
      ),
    };
  }

  /** Adds a finite float32 operand of a sum, product or concatenation, as uint8 over its own range. */
  addOperand(name: string, { dims, data }: TensorValue): ConstantNames {
    const values = data as Float32Array;
    let [min, max] = [0, 0];
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const parameters = chooseAsymmetric({ min, max });
    const quantized = Array.from(values, (value) => quantize(value, parameters));
    return {
      values: this.add(`${name}_quantized`, createByteTensor('uint8', dims, quantized)),
      ...this.addParameters(name, parameters),
    };
  }
}

export function createByteTensor(
  type: 'uint8' | 'int8',
  dims: readonly number[],
  values: ArrayLike<number>,
): TensorValue {
  return { type, dims, data: type === 'uint8' ? Uint8Array.from(values) : Int8Array.from(values) };
}

/** Removes the initializers that no node reads. */
export function removeUnusedInitializers(graph: OnnxGraph): void {
  const used = new Set(graph.nodes.flatMap((node) => node.inputs));
  for (const output of graph.outputs) used.add(output.name);
  for (const name of [...graph.initializers.keys()]) if (!used.has(name)) graph.initializers.delete(name);
}
