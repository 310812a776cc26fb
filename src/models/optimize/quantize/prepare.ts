import {
  floatAttribute,
  intAttribute,
  makeNode,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '../../../onnx/graph';
import { inferShapes } from '../../../onnx/shapes';
import { createFloat32Tensor } from '../../../onnx/tensor';
import { requireFloat32 } from '../graph/require-float32';
import { raiseOpset } from './opset';

/**
 * Converts a float32 model, in place, to the form that the writers of this folder expect: opset 13 or newer, dense
 * layers as Gemm with alpha and beta 1 and a one-dimensional bias.
 * @throws ModelError when the model is not float32 or its opset cannot be raised
 */
export function prepareModel(model: OnnxModel, file: string, strategy: string): void {
  requireFloat32(model, file, strategy);
  raiseOpset(model, file);
  const shapes = inferShapes(model, file);
  for (const node of [...model.graph.nodes]) {
    if (node.opType === 'MatMul' && shapes.get(node.inputs[0]!)?.dims.length === 2) {
      mergeBias(model.graph, node);
    } else if (node.opType === 'Gemm') {
      simplifyGemm(model.graph, node);
    }
  }
}

/** Merges MatMul and the Add of its bias (TensorFlow's dense layer) into one Gemm, for its integer kernel with bias. */
function mergeBias(graph: OnnxGraph, matmul: OnnxNode): void {
  const weight = graph.initializers.get(matmul.inputs[1]!);
  const product = matmul.outputs[0]!;
  const [add, ...others] = graph.consumers(product);
  if (weight?.dims.length !== 2 || others.length > 0 || add?.opType !== 'Add' || graph.isOutput(product)) {
    return;
  }
  const name = add.inputs.find((input) => input !== product) ?? '';
  const bias = graph.initializers.get(name);
  if (!bias || bias.data.length !== weight.dims[1]) return;
  const flat = flattenBias(graph, name);
  const gemm = makeNode('Gemm', {
    name: matmul.name,
    inputs: [matmul.inputs[0]!, matmul.inputs[1]!, flat],
    outputs: add.outputs,
  });
  graph.insertBefore(add, gemm);
  graph.remove(matmul, add);
}

function simplifyGemm(graph: OnnxGraph, gemm: OnnxNode): void {
  const weight = graph.initializers.get(gemm.inputs[1]!);
  const bias = graph.initializers.get(gemm.inputs[2] ?? '');
  if (weight?.type !== 'float32' || (gemm.inputs[2] && bias?.type !== 'float32')) return;
  const columns = weight.dims[intAttribute(gemm, 'transB', 0) === 1 ? 0 : 1];
  const scaled = (name: string, factor: number): string => {
    if (factor === 1) return name;
    const { dims, data } = graph.initializers.get(name)!;
    const fresh = graph.freshName(`${name}_scaled`);
    graph.initializers.set(
      fresh,
      createFloat32Tensor(
        dims,
        Float32Array.from(data as Float32Array, (value) => value * factor),
      ),
    );
    return fresh;
  };
  gemm.inputs[1] = scaled(gemm.inputs[1]!, floatAttribute(gemm, 'alpha', 1));
  if (bias) {
    gemm.inputs[2] = scaled(gemm.inputs[2]!, floatAttribute(gemm, 'beta', 1));
    if (bias.data.length === 1 && columns !== undefined) {
      gemm.inputs[2] = repeatBias(graph, gemm.inputs[2], columns);
    } else if (bias.data.length === columns) gemm.inputs[2] = flattenBias(graph, gemm.inputs[2]);
  }
  gemm.attributes.delete('alpha');
  gemm.attributes.delete('beta');
}

/** Repeats a scalar bias `count` times. @returns the name of the new bias */
function repeatBias(graph: OnnxGraph, name: string, count: number): string {
  const { dims, data } = graph.initializers.get(name)!;
  if (dims.length === 1 && count === 1) return name;
  const fresh = graph.freshName(`${name}_repeated`);
  graph.initializers.set(fresh, createFloat32Tensor([count], new Float32Array(count).fill(Number(data[0]))));
  return fresh;
}

/** Flattens a bias to one dimension. @returns its name, new if it changed */
function flattenBias(graph: OnnxGraph, name: string): string {
  const tensor = graph.initializers.get(name)!;
  if (tensor.dims.length === 1) return name;
  const fresh = graph.freshName(`${name}_flat`);
  graph.initializers.set(fresh, { ...tensor, dims: [tensor.data.length] });
  return fresh;
}
