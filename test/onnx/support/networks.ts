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
import { countElements, createFloat32Tensor, toNumbers } from '../../../src/onnx/tensor';
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
export function createNetwork(parts: NetworkParts): OnnxModel {
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

/** Creates a node from names separated by spaces; _ omits an input: node('Relu', 'x', 'y'). */
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
export const float32Of = createFloat32Tensor;
export const string = (value: string): AttributeValue => ({ kind: 'string', value });

/** Creates a tensor of normally distributed values by seed. */
export function random(seed: number, ...dims: number[]): TensorValue {
  const source = new RandomSource(seed, 0);
  return createFloat32Tensor(
    dims,
    Array.from({ length: countElements(dims) }, () => source.normal(0.5)),
  );
}

/** Creates a tensor of positive values, such as variances. */
export function positive(seed: number, ...dims: number[]): TensorValue {
  const tensor = random(seed, ...dims);
  return createFloat32Tensor(
    dims,
    toNumbers(tensor).map((x) => 0.2 + Math.abs(x)),
  );
}

/** Runs a model in onnxruntime on seeded random inputs. @returns the values of each output and of `names` */
export async function runModel(
  model: OnnxModel,
  seed = 1,
  names: string[] = [],
): Promise<Map<string, number[]>> {
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

/** Largest absolute difference between the outputs of two models over a few inputs. */
export async function measureDistance(a: OnnxModel, b: OnnxModel): Promise<number> {
  let largest = 0;
  for (const seed of [1, 2, 3]) {
    const [one, other] = [await runModel(a, seed), await runModel(b, seed)];
    for (const [name, values] of one) {
      const given = other.get(name);
      if (given?.length !== values.length) return Number.POSITIVE_INFINITY;
      for (const [i, value] of values.entries()) largest = Math.max(largest, Math.abs(value - given[i]!));
    }
  }
  return largest;
}

export function listOperators(model: OnnxModel): string[] {
  return model.graph.nodes.map(({ opType }) => opType);
}

/** Creates a network of Conv, Relu, Flatten and a dense layer: 3x8x10 to two values. */
export function createSmallNetwork(): OnnxModel {
  return createNetwork({
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
