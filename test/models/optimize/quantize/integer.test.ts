import type { ModelCard } from '../../../../src/config/model-card';
import type { LinearOutput } from '../../../../src/config/output-contract';
import { velocity } from '../../../../src/drive/brains/velocity';
import { openModelProbe } from '../../../../src/drive/inference/probe';
import { preprocessor } from '../../../../src/drive/tensor/preprocess';
import type { StrategyResult } from '../../../../src/models/optimize/strategy';
import { checkModel } from '../../../../src/onnx/check';
import type { OnnxModel } from '../../../../src/onnx/graph';
import { inferShapes } from '../../../../src/onnx/shapes';
import { createFloat32Tensor } from '../../../../src/onnx/tensor';
import {
  createNetwork,
  createNoiseSet,
  createSmallCard,
  HEIGHT,
  int,
  ints,
  listOperators,
  loadInput,
  NetworkBuilder,
  quantizeWith,
  runAndProfile,
  WIDTH,
} from './small-networks';

const SHAPE = [1, 3, HEIGHT, WIDTH];

/** v in m/s and w in rad/s for an image, preprocessed by the card's contract. */
async function drive(model: OnnxModel, card: ModelCard, index: number): Promise<[number, number]> {
  const size = card.input.shape.reduce((product, n) => product * n, 1);
  const tensor = card.input.type === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
  preprocessor(card.input)(await createNoiseSet(40).frame(index), tensor);
  const { outputs } = await runAndProfile(model, [[card.input.name, tensor, card.input.shape]]);
  const values = outputs.get(card.output.name)!;
  return [velocity(values, card.output.v), velocity(values, card.output.w)];
}

const cardOf = (card: ModelCard, result: StrategyResult): ModelCard => ({ ...card, ...result.contract! });

test('integer is refused where the output is scores of classes or the input is no image', async () => {
  const card = createSmallCard();
  const classes = { ...card, output: { ...card.output, v: { index: 0, classes: [3, 6] } } };
  await expect(quantizeWith('integer', createNetwork(), {}, classes)).rejects.toThrow(
    /the output is scores of classes; strategy integer is for networks .*; use static$/,
  );
  const line = { rows: [300], scale: 1, offset: 0, whole: false, missing: 0 };
  const positions = { ...card, input: { ...card.input, line } };
  await expect(quantizeWith('integer', createNetwork(), {}, positions)).rejects.toThrow(
    /the input is positions of the line; strategy integer/,
  );
});

test('the range of a velocity stays on the card of an integer network', async () => {
  const card = createSmallCard();
  const { output } = card as { output: LinearOutput };
  const clamped = { ...card, output: { ...output, v: { ...output.v, clamp: [1, 10] as const } } };
  const { contract } = await quantizeWith('integer', createNetwork(), {}, clamped);
  expect(contract!.output.v).toMatchObject({ clamp: [1, 10] });
});

async function expectSameCommands(
  build: () => OnnxModel,
  card: ModelCard,
  options = {},
): Promise<StrategyResult> {
  const result = await quantizeWith('integer', build(), options, card);
  const { output } = result.contract!;
  for (let i = 0; i < 6; i++) {
    const [wanted, got] = [await drive(build(), card, i), await drive(result.model, cardOf(card, result), i)];
    expect(Math.abs(got[0] - wanted[0])).toBeLessThan(4 * Math.abs(output.v.scale));
    expect(Math.abs(got[1] - wanted[1])).toBeLessThan(4 * Math.abs(output.w.scale));
  }
  return result;
}

describe('integer quantization', () => {
  it('has no float32 value between image and command', async () => {
    const { model } = await quantizeWith('integer', createNetwork());
    checkModel(model, 'small.onnx');
    const shapes = inferShapes(model, 'small.onnx');
    const values = [
      ...model.graph.inputs.map(({ name }) => name),
      ...model.graph.nodes.flatMap((n) => n.outputs),
    ];
    expect(values.map((value) => shapes.get(value)!.type)).toEqual(values.map(() => 'uint8'));
    expect(new Set(listOperators(model.graph.nodes))).toEqual(new Set(['QLinearConv', 'Reshape']));
    // onnxruntime agrees: every value has the type that it has in a run.
    const inner = model.graph.nodes.flatMap(({ outputs }) => outputs);
    const probe = await openModelProbe(model, 'small.onnx', inner);
    const results = await probe.run(new Map([['image', (await loadInput(createNoiseSet(1), 0)).bytes]]));
    await probe.close();
    for (const value of results.values()) expect(value).toBeInstanceOf(Uint8Array);
  });

  it('stays within a few output steps of the float network', async () => {
    const result = await expectSameCommands(createNetwork, createSmallCard());
    expect(result.precision).toBe('uint8');
  });

  it.each([{ granularity: 'per-tensor' }, { calibrationMethod: 'percentile' }])(
    'also with %j',
    async (options) => {
      await expectSameCommands(createNetwork, createSmallCard(), options);
    },
  );

  it('runs in integer kernels', async () => {
    const { model } = await quantizeWith('integer', createNetwork());
    const { bytes } = await loadInput(createNoiseSet(1), 0);
    const { kernels } = await runAndProfile(model, [['image', bytes, SHAPE]]);
    expect(kernels.get('QLinearConv')).toBe(4);
    for (const kernel of kernels.keys()) expect(['QLinearConv', 'Reshape', 'Transpose']).toContain(kernel);
  });

  it('reads the bytes of a normalized image if the first layer has no padding', async () => {
    const build = () => {
      const b = new NetworkBuilder(2);
      b.node('Relu', [b.conv('image', 'a', 6, 3)], 'a_relu');
      b.node('Flatten', ['a_relu'], 'flat', { axis: int(1) });
      b.gemm('flat', 'command', 2, 6 * 6 * 8);
      return b.model();
    };
    const card = createSmallCard({}, { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    const { contract } = await expectSameCommands(build, card);
    expect(contract!.input).toMatchObject({ type: 'uint8', scale: 1, mean: [0, 0, 0], std: [1, 1, 1] });
  });

  it('does not change a bias that another layer reads', async () => {
    const build = () => {
      const b = new NetworkBuilder(2);
      b.node('Relu', [b.conv('image', 'a', 6, 3)], 'a_relu');
      b.weights('b.weight', [6, 6, 3, 3]);
      b.node('Conv', ['a_relu', 'b.weight', 'a.bias'], 'b', { kernel_shape: ints(3, 3) });
      b.node('Flatten', ['b'], 'flat', { axis: int(1) });
      b.gemm('flat', 'command', 2, 6 * 4 * 6);
      return b.model();
    };
    const card = createSmallCard({}, { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    await expectSameCommands(build, card);
  });

  it('quantizes the normalized image if the first layer has padding', async () => {
    const card = createSmallCard({}, { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    const { contract } = await expectSameCommands(createNetwork, card);
    const { scale, mean, std } = contract!.input;
    // Black and white at the ends of the byte's range, a normalized 0 on a whole byte.
    const byte = (pixel: number, c: 0 | 1 | 2) => (pixel * scale - mean[c]!) / std[c]!;
    expect(byte(0, 0)).toBeCloseTo(0, 0);
    expect(byte(255, 2)).toBeCloseTo(255, 0);
    const zero = ([0, 1, 2] as const).map((c) => byte(card.input.mean[c]! * 255, c));
    for (const value of zero) expect(value).toBeCloseTo(Math.round(zero[0]!), 4);
  });

  it('turns dense layers after an NHWC flatten into convolutions over the image', async () => {
    const build = () => {
      const b = new NetworkBuilder(5, [1, HEIGHT, WIDTH, 3]);
      b.node('Transpose', ['image'], 'channels_first', { perm: ints(0, 3, 1, 2) });
      b.node('Relu', [b.conv('channels_first', 'a', 4, 3)], 'a_relu');
      b.node('Transpose', ['a_relu'], 'channels_last', { perm: ints(0, 2, 3, 1) });
      b.node('Flatten', ['channels_last'], 'flat', { axis: int(1) });
      b.node('Relu', [b.gemm('flat', 'b', 8, 4 * 6 * 8)], 'b_relu');
      b.gemm('b_relu', 'command', 2, 8);
      return b.model();
    };
    const card = createSmallCard({}, { layout: 'NHWC', shape: [1, HEIGHT, WIDTH, 3] });
    const { model } = await expectSameCommands(build, card);
    expect(listOperators(model.graph.nodes)).toEqual([
      'Transpose',
      'QLinearConv',
      'QLinearConv',
      'QLinearConv',
      'Reshape',
    ]);
  });

  it.each([{}, { granularity: 'per-tensor' }])(
    'takes filters of zeros and outputs that never change with %j',
    async (options) => {
      const zeroed = (change: Readonly<Record<string, number>>, rows: number) => () => {
        const model = createNetwork();
        for (const [name, value] of Object.entries(change)) {
          const { dims, data } = model.graph.initializers.get(name)!;
          const filter = data.length / dims[0]!;
          const values = Float32Array.from(data as Float32Array, (old, i) =>
            i < rows * filter ? value : old,
          );
          model.graph.initializers.set(name, createFloat32Tensor(dims, values));
        }
        return model;
      };
      for (const bias of [0, 0.3, -2]) {
        await expectSameCommands(
          zeroed({ 'command.weight': 0, 'command.bias': bias }, 1),
          createSmallCard(),
          options,
        );
        await expectSameCommands(
          zeroed({ 'command.weight': 0, 'command.bias': bias }, 2),
          createSmallCard(),
          options,
        );
        await expectSameCommands(zeroed({ 'a.weight': 0, 'a.bias': bias }, 1), createSmallCard(), options);
      }
    },
  );

  it('represents w = 0 exactly, with steps that cover the calibrated range', async () => {
    const card = createSmallCard();
    const result = await quantizeWith('integer', createNetwork(), {}, card);
    const { v, w } = result.contract!.output;
    const seen: [number, number][] = [];
    for (let i = 0; i < 40; i++) seen.push(await drive(createNetwork(), card, i));
    for (const [channel, at] of [
      [v, 0],
      [w, 1],
    ] as const) {
      const values = seen.map((command) => command[at]);
      const spread = Math.max(...values) - Math.min(...values);
      expect(Math.abs(channel.scale) * 255).toBeLessThan(2 * spread);
    }
    const byteOfZero = -w.offset / w.scale;
    if (byteOfZero > 0 && byteOfZero < 255) expect(byteOfZero).toBeCloseTo(Math.round(byteOfZero), 6);
  });

  it.each([
    ['Sigmoid', /node 'squashed' \(Sigmoid\) has no integer form; use strategy integer-fallback/],
    ['Softmax', /node 'squashed' \(Softmax\)/],
  ])('rejects %s', async (operator, line) => {
    const b = new NetworkBuilder(3);
    b.node(
      operator,
      [b.conv('image', 'a', 4, 3)],
      'squashed',
      operator === 'Softmax' ? { axis: int(-1) } : {},
    );
    b.node('Flatten', ['squashed'], 'flat', { axis: int(1) });
    b.gemm('flat', 'command', 2, 4 * 6 * 8);
    await expect(quantizeWith('integer', b.model())).rejects.toThrow(line);
  });

  it('rejects states', async () => {
    const card = createSmallCard({ states: [{ input: 'h', output: 'h_next', shape: [1, 4] }] });
    await expect(quantizeWith('integer', createNetwork(), {}, card)).rejects.toThrow(
      /its state 'h' is float32/,
    );
  });

  it('rejects layers kept in float', async () => {
    await expect(quantizeWith('integer', createNetwork(), { keepFloat: ['a'] })).rejects.toThrow(
      /integer-fallback/,
    );
    await expect(quantizeWith('integer', createNetwork(), { activations: 'int8-symmetric' })).rejects.toThrow(
      /uint8/,
    );
  });
});
