import { openModelProbe } from '../../../src/drive/inference/probe';
import {
  type AttributeValue,
  type ElementType,
  makeNode,
  type NodeParts,
  OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type TensorValue,
} from '../../../src/onnx/graph';
import { elementCount, float32Tensor, numbersOf } from '../../../src/onnx/tensor';
import { RandomSource } from '../../../src/support/random';

export interface NetworkParts {
  readonly opset?: number;
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputType?: ElementType;
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: Readonly<Record<string, TensorValue>>;
}

/** A model of opset 13 with float32 inputs ('image' [1, 3, 8, 10] unless others are named). */
export function network(parts: NetworkParts): OnnxModel {
  const graph = new OnnxGraph();
  const infos = (values: NetworkParts['outputs'], type: ElementType) =>
    Object.entries(values).map(([name, shape]) => ({ name, type, shape: [...shape] }));
  graph.inputs = infos(parts.inputs ?? { image: [1, 3, 8, 10] }, 'float32');
  graph.outputs = infos(parts.outputs, parts.outputType ?? 'float32');
  graph.nodes = [...parts.nodes];
  graph.initializers = new Map(Object.entries(parts.initializers ?? {}));
  return {
    irVersion: (parts.opset ?? 13) >= 19 ? 9 : 7,
    opsets: new Map([['', parts.opset ?? 13]]),
    producerName: 'test',
    producerVersion: '',
    metadata: new Map(),
    graph,
  };
}

/** node('Relu', 'x', 'y'): names with blanks between them. */
export function node(
  opType: string,
  inputs: string,
  outputs: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
  parts: Partial<NodeParts> = {},
): OnnxNode {
  const names = (text: string) =>
    text === '' ? [] : text.split(' ').map((name) => (name === '_' ? '' : name));
  return makeNode(opType, { inputs: names(inputs), outputs: names(outputs), attributes, ...parts });
}

export const int = (value: number): AttributeValue => ({ kind: 'int', value });
export const ints = (...value: number[]): AttributeValue => ({ kind: 'ints', value });
export const float = (value: number): AttributeValue => ({ kind: 'float', value });
export const float32Of = float32Tensor;
export const string = (value: string): AttributeValue => ({ kind: 'string', value });

/** Normal values, the same for the same seed. */
export function random(seed: number, ...dims: number[]): TensorValue {
  const source = new RandomSource(seed, 0);
  return float32Tensor(
    dims,
    Array.from({ length: elementCount(dims) }, () => source.normal(0.5)),
  );
}

/** Positive values, such as variances. */
export function positive(seed: number, ...dims: number[]): TensorValue {
  const tensor = random(seed, ...dims);
  return float32Tensor(
    dims,
    numbersOf(tensor).map((x) => 0.2 + Math.abs(x)),
  );
}

/** What onnxruntime computes, all values of each output; inputs are random by seed. */
export async function run(model: OnnxModel, seed = 1, names: string[] = []): Promise<Map<string, number[]>> {
  const probe = await openModelProbe(model, 'test.onnx', names);
  try {
    const feeds = model.graph.inputs.map(({ name, shape }, i) => {
      const dims = shape.map((n) => (typeof n === 'number' ? n : 1));
      return [name, random(seed + i, ...dims).data as Float32Array] as const;
    });
    const results = await probe.run(new Map(feeds));
    return new Map([...results].map(([name, values]) => [name, Array.from(values as Float32Array, Number)]));
  } finally {
    await probe.close();
  }
}

/** The largest difference of any output of two models, over a few inputs. */
export async function distance(a: OnnxModel, b: OnnxModel): Promise<number> {
  let largest = 0;
  for (const seed of [1, 2, 3]) {
    const [one, other] = [await run(a, seed), await run(b, seed)];
    for (const [name, values] of one) {
      const given = other.get(name);
      if (given?.length !== values.length) return Number.POSITIVE_INFINITY;
      for (const [i, value] of values.entries()) largest = Math.max(largest, Math.abs(value - given[i]!));
    }
  }
  return largest;
}

export function opTypes(model: OnnxModel): string[] {
  return model.graph.nodes.map(({ opType }) => opType);
}

/** Conv, Relu, Flatten and a dense layer: 3x8x10 to two numbers. */
export function smallNetwork(): OnnxModel {
  return network({
    outputs: { command: [1, 2] },
    nodes: [
      node('Conv', 'image c.weight c.bias', 'c', { strides: ints(2, 2) }),
      node('Relu', 'c', 'r'),
      node('Flatten', 'r', 'f', { axis: int(1) }),
      node('Gemm', 'f d.weight d.bias', 'command', { transB: int(1) }),
    ],
    initializers: {
      'c.weight': random(1, 6, 3, 3, 3),
      'c.bias': random(2, 6),
      'd.weight': random(3, 2, 72),
      'd.bias': random(4, 2),
    },
  });
}
