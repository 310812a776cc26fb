import { openModelProbe } from '../../../src/drive/inference/probe';
import { FLOAT16 } from '../../../src/models/optimize/half/float16';
import { FLOAT16_WEIGHTS } from '../../../src/models/optimize/half/weights';
import type { CalibrationSet, StrategyResult } from '../../../src/models/optimize/strategy';
import { encodeModel } from '../../../src/onnx/file';
import { cloneModel, type OnnxModel } from '../../../src/onnx/graph';
import { countElements, toNumbers } from '../../../src/onnx/tensor';
import { plainFrame } from '../../helpers/frames';
import {
  createNetwork,
  createSmallNetwork,
  float32Of,
  int,
  listOperators,
  measureDistance,
  node,
  random,
  runModel,
} from '../../onnx/support/networks';
import { applyStrategy, createCard, readValues } from './support/apply';

describe('float16 weights', () => {
  it('halve the file size and barely change the outputs', async () => {
    const model = createSmallNetwork();
    const result = await applyStrategy(FLOAT16_WEIGHTS, model);
    expect(result.precision).toBe('fp16-weights');
    expect(result.parameters).toEqual({ tensors: 2 });
    expect(listOperators(result.model).filter((type) => type !== 'Cast')).toEqual(listOperators(model));
    // Names stay; vectors are too short to pay for a cast.
    expect(result.model.graph.initializers.get('c.weight')!.type).toBe('float16');
    expect(result.model.graph.initializers.get('c.bias')!.type).toBe('float32');
    const moved = await measureDistance(model, result.model);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(0.01);
    expect(encodeModel(result.model).length).toBeLessThan(encodeModel(model).length);
  });

  it('skip and report a tensor beyond the float16 range', async () => {
    const model = createSmallNetwork();
    model.graph.initializers.set(
      'c.weight',
      float32Of(
        [6, 3, 3, 3],
        readValues(model, 'c.weight').map((w) => w * 1e6),
      ),
    );
    const { model: result, notes } = await applyStrategy(FLOAT16_WEIGHTS, model);
    expect(result.graph.initializers.get('c.weight')!.type).toBe('float32');
    expect(notes).toEqual(["'c.weight' stays float32: it contains values beyond 65504"]);
  });

  it('cannot be applied twice', async () => {
    const { model } = await applyStrategy(FLOAT16_WEIGHTS, createSmallNetwork());
    await expect(applyStrategy(FLOAT16_WEIGHTS, model)).rejects.toThrow(
      /already contains float16 \('c\.weight'\)/,
    );
  });
});

describe('a float16 network', () => {
  it('keeps its contract and stays close to the float32 network', async () => {
    const model = createSmallNetwork();
    const { model: result, precision, parameters } = await applyStrategy(FLOAT16, model);
    expect(precision).toBe('fp16');
    expect(parameters).toEqual({});
    expect(result.graph.inputs).toEqual(model.graph.inputs);
    expect(result.graph.outputs).toEqual(model.graph.outputs);
    expect(listOperators(result)).toEqual(['Cast', 'Conv', 'Relu', 'Flatten', 'Gemm', 'Cast']);
    expect([...result.graph.initializers.values()].every(({ type }) => type === 'float16')).toBe(true);
    expect(await measureDistance(model, result)).toBeLessThan(0.01);
  });

  it('keeps imprecise operators in float32 between casts, and states in float32', async () => {
    const model = createNetwork({
      inputs: { image: [1, 3, 8, 10], h_in: [1, 3, 1, 1] },
      outputs: { command: [1, 2], h_out: [1, 3, 1, 1] },
      nodes: [
        node('Sigmoid', 'image', 's'),
        node('GlobalAveragePool', 's', 'p'),
        node('Add', 'p h_in', 'h_out'),
        node('Tanh', 'h_out', 't'),
        node('Add', 't two', 'u'),
        node('Pow', 'u two', 'q'),
        node('Flatten', 'q', 'f'),
        node('Gemm', 'f w', 'command'),
      ],
      initializers: { two: float32Of([], [2]), w: random(1, 3, 2) },
    });
    const { model: result, parameters } = await applyStrategy(FLOAT16, model);
    expect(parameters).toEqual({ float32_nodes: ['p', 'q'] });
    expect(result.graph.inputs).toEqual(model.graph.inputs);
    expect(result.graph.outputs).toEqual(model.graph.outputs);
    // One constant for both sides.
    expect(result.graph.initializers.get('two')!.type).toBe('float32');
    expect(result.graph.initializers.get('two_float16')!.type).toBe('float16');
    expect(await measureDistance(model, result)).toBeLessThan(0.02);
  });

  it('converts Cast, Constant and ConstantOfShape', async () => {
    const model = createNetwork({
      inputs: { image: [1, 4] },
      outputs: { y: [1, 4], z: [1, 4] },
      nodes: [
        node('Cast', 'image', 'i', { to: int(6) }),
        node('Cast', 'i', 'f', { to: int(1) }),
        node('Add', 'f image', 'y'),
        node('Relu', 'y', 'z'),
      ],
    });
    const { model: result } = await applyStrategy(FLOAT16, model);
    expect(await measureDistance(model, result)).toBeLessThan(0.01);
    expect((await runModel(result)).get('z')!.every((value) => value >= 0)).toBe(true);
  });

  it('keeps nodes with constants beyond the range in float32, and those that pass on their values', async () => {
    const model = createSmallNetwork();
    model.graph.initializers.set('c.bias', float32Of([6], [1e5, 0, 0, 0, 0, 0]));
    const { model: result, parameters, notes } = await applyStrategy(FLOAT16, model);
    expect(parameters).toEqual({ float32_nodes: ['c', 'r', 'f', 'command'] });
    expect(notes[0]).toBe('c, r, f, command stay float32: their constants, inputs or outputs exceed 32752');
    expect(result.graph.initializers.get('c.bias')!.type).toBe('float32');
    expect(await measureDistance(model, result)).toBe(0);
  });

  it('clamps the bounds of a Clip to the range', async () => {
    const model = createNetwork({
      outputs: { y: [1, 3, 8, 10] },
      nodes: [node('Clip', 'image low high', 'c'), node('Relu', 'c', 'y')],
      initializers: { low: float32Of([], [0]), high: float32Of([], [3.4e38]) },
    });
    const { model: result, parameters } = await applyStrategy(FLOAT16, model);
    expect(parameters).toEqual({});
    expect(toNumbers(result.graph.initializers.get('high')!)).toEqual(Float64Array.of(65504));
    expect(await measureDistance(model, result)).toBeLessThan(0.01);
  });

  const white: CalibrationSet = {
    folder: 'images',
    size: 2,
    frame: async () => plainFrame([255, 255, 255]),
    startsSequence: () => true,
  };

  async function calibrated(model: OnnxModel, card = createCard(model)): Promise<StrategyResult> {
    const options = { seed: 1 };
    return FLOAT16.apply({
      card,
      model: cloneModel(model),
      calibration: white,
      options,
      progress: () => {},
    });
  }

  /** The largest value that is cast to float16 for a white image. */
  async function loudestCast({ graph, ...model }: OnnxModel): Promise<number> {
    const cast = graph.nodes.filter(
      ({ opType, attributes }) =>
        opType === 'Cast' && (attributes.get('to') as { value: number }).value === 10,
    );
    const probe = await openModelProbe({ ...model, graph }, 'test.onnx', [
      ...new Set(cast.flatMap(({ inputs }) => inputs).filter((name) => graph.producer(name) !== null)),
    ]);
    const feeds = graph.inputs.map(({ name, shape }) => {
      return [name, new Float32Array(countElements(shape as number[])).fill(1)] as const;
    });
    try {
      const values = await probe.run(new Map(feeds));
      const numbers = [...values].filter(([name]) => cast.some(({ inputs }) => inputs[0] === name));
      return Math.max(0, ...numbers.flatMap(([, data]) => Array.from(data as Float32Array, Math.abs)));
    } finally {
      await probe.close();
    }
  }

  it('casts no value beyond the range to float16', async () => {
    const model = createNetwork({
      outputs: { y: [1, 2, 8, 10] },
      nodes: [
        node('Conv', 'image wide', 'a'),
        node('Relu', 'a', 'b'),
        node('Conv', 'b narrow', 'c'),
        node('Relu', 'c', 'd'),
        node('Conv', 'd last', 'y'),
      ],
      initializers: {
        wide: float32Of([2, 3, 1, 1], new Array(6).fill(30000)),
        narrow: float32Of([2, 2, 1, 1], new Array(4).fill(1e-5)),
        last: float32Of([2, 2, 1, 1], [1, 2, 3, 4]),
      },
    });
    const { model: result, parameters, notes } = await calibrated(model);
    // The second convolution reads what is too large: its own values are small again.
    expect(parameters).toEqual({ float32_nodes: ['a', 'b', 'c'] });
    expect(notes[0]).toBe('a, b, c stay float32: their constants, inputs or outputs exceed 32752');
    expect(notes.at(-1)).toMatch(/^compared on the CPU/);
    const largest = await loudestCast(result);
    expect(largest).toBeGreaterThan(1);
    expect(largest).toBeLessThan(32752);
    expect(await measureDistance(model, result)).toBeLessThan(0.05);
  });

  it('treats a state as large if its output is', async () => {
    const model = createNetwork({
      inputs: { image: [1, 3, 8, 10], h_in: [1, 3, 8, 10] },
      outputs: { y: [1, 3, 8, 10], h_out: [1, 3, 8, 10] },
      nodes: [
        node('Mul', 'image large', 'h_out'),
        node('Mul', 'h_in small', 'x'),
        node('Relu', 'x', 'z'),
        node('Neg', 'z', 'y'),
      ],
      initializers: { large: float32Of([], [50000]), small: float32Of([], [1e-4]) },
    });
    const states = [{ input: 'h_in', output: 'h_out', shape: [1, 3, 8, 10] }];
    const { parameters } = await calibrated(model, createCard(model, { states }));
    expect(parameters).toEqual({ float32_nodes: ['h_out', 'x'] });
  });
});
