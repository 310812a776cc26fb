import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelCard } from '../../../../src/config/model-card';
import { exactIntegers } from '../../../../src/drive/inference/exact-integers';
import { QUANTIZATION_STRATEGIES } from '../../../../src/models/optimize/quantize';
import type {
  CalibrationSet,
  StrategyOptions,
  StrategyResult,
} from '../../../../src/models/optimize/strategy';
import { encodeModel } from '../../../../src/onnx/file';
import {
  type AttributeValue,
  makeNode,
  OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '../../../../src/onnx/graph';
import { createFloat32Tensor } from '../../../../src/onnx/tensor';
import { RandomSource } from '../../../../src/support/random';
import type { Frame } from '../../../../src/types';
import { cardOutput, inputContract } from '../../../helpers/contracts';

/** Height and width of the small networks' input images. */
export const HEIGHT = 8;
export const WIDTH = 10;

export const ints = (...value: number[]): AttributeValue => ({ kind: 'ints', value });
export const int = (value: number): AttributeValue => ({ kind: 'int', value });

/** Builds networks node by node with seeded weights; values are named after the node that writes them. */
export class NetworkBuilder {
  readonly graph = new OnnxGraph();
  readonly #random: RandomSource;
  opset = 13;

  constructor(seed = 1, shape: number[] = [1, 3, HEIGHT, WIDTH]) {
    this.#random = new RandomSource(seed, 0);
    this.graph.inputs = [{ name: 'image', type: 'float32', shape }];
    this.graph.outputs = [{ name: 'command', type: 'float32', shape: [1, 2] }];
  }

  weights(name: string, dims: number[], spread = 0.3): string {
    const count = dims.reduce((product, n) => product * n, 1);
    const values = Array.from({ length: count }, () => this.#random.normal(spread));
    return this.constant(name, dims, values);
  }

  constant(name: string, dims: number[], values: ArrayLike<number>): string {
    this.graph.initializers.set(name, createFloat32Tensor(dims, values));
    return name;
  }

  node(
    opType: string,
    inputs: string[],
    output: string,
    attributes: Record<string, AttributeValue> = {},
  ): string {
    this.graph.nodes.push(makeNode(opType, { inputs, outputs: [output], attributes }));
    return output;
  }

  conv(
    from: string,
    to: string,
    outputs: number,
    inputs: number,
    attributes: Record<string, AttributeValue> = {},
  ): string {
    const layer = [
      this.weights(`${to}.weight`, [outputs, inputs, 3, 3]),
      this.weights(`${to}.bias`, [outputs], 0.1),
    ];
    return this.node('Conv', [from, ...layer], to, { kernel_shape: ints(3, 3), ...attributes });
  }

  /** As PyTorch exports it: one row of weights per output. */
  gemm(from: string, to: string, outputs: number, inputs: number): string {
    const layer = [
      this.weights(`${to}.weight`, [outputs, inputs]),
      this.weights(`${to}.bias`, [outputs], 0.1),
    ];
    return this.node('Gemm', [from, ...layer], to, { transB: int(1) });
  }

  model(): OnnxModel {
    return {
      irVersion: 7,
      opsets: new Map([['', this.opset]]),
      producerName: '',
      producerVersion: '',
      metadata: new Map(),
      graph: this.graph,
    };
  }
}

/** Convolutions with Relu and Clip, padding and stride, and two dense layers: the parts of driving networks. */
export function createNetwork(seed = 1): OnnxModel {
  const b = new NetworkBuilder(seed);
  b.node('Relu', [b.conv('image', 'a', 6, 3, { pads: ints(1, 1, 1, 1) })], 'a_relu');
  b.constant('zero', [], [0]);
  b.constant('six', [], [6]);
  b.node('Clip', [b.conv('a_relu', 'b', 8, 6, { strides: ints(2, 2) }), 'zero', 'six'], 'b_clip');
  b.node('Flatten', ['b_clip'], 'flat', { axis: int(1) });
  b.node('Relu', [b.gemm('flat', 'c', 16, 8 * 3 * 4)], 'c_relu');
  b.gemm('c_relu', 'command', 2, 16);
  return b.model();
}

export function createSmallCard(
  change: Partial<ModelCard> = {},
  input: Partial<ModelCard['input']> = {},
): ModelCard {
  return {
    name: 'small',
    cardFile: 'small.card.yml',
    modelFile: 'small.onnx',
    sha256: '',
    precision: 'fp32',
    parent: null,
    input: inputContract([1, 3, HEIGHT, WIDTH], { crop: { top: 0, bottom: 480 }, resize: 'none', ...input }),
    output: cardOutput(),
    states: [],
    document: {},
    ...change,
  };
}

/** Creates a calibration set of seeded noise. */
export function createNoiseSet(size: number, seed = 1): CalibrationSet {
  return {
    folder: 'noise',
    size,
    startsSequence: (index) => index === 0,
    async frame(index): Promise<Frame> {
      const random = new RandomSource(seed, index);
      const data = Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, () => Math.floor(random.uniform(0, 256)));
      return {
        width: WIDTH,
        height: HEIGHT,
        step: WIDTH * 3,
        encoding: 'rgb8',
        data,
        sequence: index + 1,
        stamp: null,
        arrival_ms: 0,
      };
    },
  };
}

export function quantizeWith(
  name: string,
  model: OnnxModel,
  options: Partial<StrategyOptions> = {},
  card: ModelCard = createSmallCard(),
  calibration: CalibrationSet | null = createNoiseSet(40),
): Promise<StrategyResult> {
  const strategy = QUANTIZATION_STRATEGIES.find((one) => one.name === name)!;
  return strategy.apply({ card, model, calibration, options: { seed: 1, ...options }, progress: () => {} });
}

/** Runs a model with the session options that drive the car. @returns outputs and number of runs by kernel */
export async function runAndProfile(
  model: OnnxModel,
  feeds: readonly (readonly [string, Float32Array | Uint8Array, readonly number[]])[],
): Promise<{ outputs: Map<string, number[]>; kernels: Map<string, number> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-kernels-'));
  try {
    const session = await InferenceSession.create(encodeModel(model), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      enableProfiling: true,
      profileFilePrefix: path.join(folder, 'run'),
      extra: { session: await exactIntegers() },
    });
    const tensors = feeds.map(([name, data, dims]) => [
      name,
      data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('uint8', data, dims),
    ]);
    const results = await session.run(Object.fromEntries(tensors));
    session.endProfiling();
    const outputs = new Map(
      session.outputNames.map((name) => [name, Array.from(results[name]!.data as Float32Array)]),
    );
    await session.release();
    const kernels = new Map<string, number>();
    for (const file of readdirSync(folder)) {
      const events = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        cat?: string;
        name: string;
        args?: { op_name?: string };
      }[];
      for (const { cat, name, args } of events) {
        if (cat !== 'Node' || !name.endsWith('kernel_time') || !args?.op_name) continue;
        kernels.set(args.op_name, (kernels.get(args.op_name) ?? 0) + 1);
      }
    }
    return { outputs, kernels };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function listOperators(nodes: readonly OnnxNode[]): string[] {
  return nodes.map(({ opType }) => opType);
}

/** Loads an image as input of the small networks. */
export async function loadInput(
  set: CalibrationSet,
  index: number,
): Promise<{ bytes: Uint8Array; real: Float32Array }> {
  const { data } = await set.frame(index);
  const bytes = new Uint8Array(data.length);
  const plane = HEIGHT * WIDTH;
  for (let i = 0; i < data.length; i++) bytes[(i % 3) * plane + Math.floor(i / 3)] = data[i]!;
  return { bytes, real: Float32Array.from(bytes, (byte) => byte / 255) };
}
