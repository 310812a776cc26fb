import {
  floatAttribute,
  intAttribute,
  makeNode,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '../../../onnx/graph';
import { inferShapes } from '../../../onnx/shapes';
import { float32Tensor } from '../../../onnx/tensor';
import { requireFloat32 } from '../graph/applicable';
import { raiseOpset } from './opset';

/**
 * Brings a float model, in place, to the form that the writers of this folder start from: opset 13 or newer, dense
 * layers as Gemm with alpha and beta 1 and a bias of one dimension.
 * @throws ModelError when quantization does not apply
 */
export function prepare(model: OnnxModel, file: string, strategy: string): void {
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

/** MatMul and the Add of its bias (TensorFlow's dense layer) become one Gemm, which has integer kernels with bias. */
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
  const flat = flatten(graph, name);
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
      float32Tensor(
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
      gemm.inputs[2] = repeated(graph, gemm.inputs[2], columns);
    } else if (bias.data.length === columns) gemm.inputs[2] = flatten(graph, gemm.inputs[2]);
  }
  gemm.attributes.delete('alpha');
  gemm.attributes.delete('beta');
}

/** The name of a bias that holds one number `count` times in one dimension. */
function repeated(graph: OnnxGraph, name: string, count: number): string {
  const { dims, data } = graph.initializers.get(name)!;
  if (dims.length === 1 && count === 1) return name;
  const fresh = graph.freshName(`${name}_repeated`);
  graph.initializers.set(fresh, float32Tensor([count], new Float32Array(count).fill(Number(data[0]))));
  return fresh;
}

/** The name of a bias with the same values in one dimension. */
function flatten(graph: OnnxGraph, name: string): string {
  const tensor = graph.initializers.get(name)!;
  if (tensor.dims.length === 1) return name;
  const fresh = graph.freshName(`${name}_flat`);
  graph.initializers.set(fresh, { ...tensor, dims: [tensor.data.length] });
  return fresh;
}
