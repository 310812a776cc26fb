import { encodeModel } from '../../src/onnx/file';
import { cloneModel } from '../../src/onnx/graph';
import { FLOAT16 } from '../../src/optimize/half/float16';
import { FLOAT16_WEIGHTS } from '../../src/optimize/half/weights';
import type { CalibrationSet } from '../../src/optimize/strategy';
import {
  distance,
  float32Of,
  int,
  network,
  node,
  opTypes,
  random,
  run,
  smallNetwork,
} from '../onnx/support/networks';
import { plainFrame } from '../support/frames';
import { apply, cardOf, valuesOf } from './support/apply';

describe('weights as halves', () => {
  it('take half the room, and give nearly the same', async () => {
    const model = smallNetwork();
    const result = await apply(FLOAT16_WEIGHTS, model);
    expect(result.precision).toBe('fp16-weights');
    expect(result.parameters).toEqual({ tensors: 2 });
    expect(opTypes(result.model).filter((type) => type !== 'Cast')).toEqual(opTypes(model));
    // Names stay; vectors are too short to pay for a cast.
    expect(result.model.graph.initializers.get('c.weight')!.type).toBe('float16');
    expect(result.model.graph.initializers.get('c.bias')!.type).toBe('float32');
    const moved = await distance(model, result.model);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(0.01);
    expect(encodeModel(result.model).length).toBeLessThan(encodeModel(model).length);
  });

  it('leave a tensor that is too large for them, and say so', async () => {
    const model = smallNetwork();
    model.graph.initializers.set(
      'c.weight',
      float32Of(
        [6, 3, 3, 3],
        valuesOf(model, 'c.weight').map((w) => w * 1e6),
      ),
    );
    const { model: result, notes } = await apply(FLOAT16_WEIGHTS, model);
    expect(result.graph.initializers.get('c.weight')!.type).toBe('float32');
    expect(notes).toEqual(["'c.weight' stays float32: it holds numbers beyond 65504"]);
  });

  it('are refused twice', async () => {
    const { model } = await apply(FLOAT16_WEIGHTS, smallNetwork());
    await expect(apply(FLOAT16_WEIGHTS, model)).rejects.toThrow(/holds float16 already \('c\.weight'\)/);
  });
});

describe('a network in half precision', () => {
  it('keeps its contract and nearly its function', async () => {
    const model = smallNetwork();
    const { model: result, precision, parameters } = await apply(FLOAT16, model);
    expect(precision).toBe('fp16');
    expect(parameters).toEqual({});
    expect(result.graph.inputs).toEqual(model.graph.inputs);
    expect(result.graph.outputs).toEqual(model.graph.outputs);
    expect(opTypes(result)).toEqual(['Cast', 'Conv', 'Relu', 'Flatten', 'Gemm', 'Cast']);
    expect([...result.graph.initializers.values()].every(({ type }) => type === 'float16')).toBe(true);
    expect(await distance(model, result)).toBeLessThan(0.01);
  });

  it('leaves what would lose digits in float32, between casts, and states as they are', async () => {
    const model = network({
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
    const { model: result, parameters } = await apply(FLOAT16, model);
    expect(parameters).toEqual({ float32Nodes: ['p', 'q'] });
    expect(result.graph.inputs).toEqual(model.graph.inputs);
    expect(result.graph.outputs).toEqual(model.graph.outputs);
    // One constant for both sides.
    expect(result.graph.initializers.get('two')!.type).toBe('float32');
    expect(result.graph.initializers.get('two_float16')!.type).toBe('float16');
    expect(await distance(model, result)).toBeLessThan(0.02);
  });

  it('follows casts and made-up tensors', async () => {
    const model = network({
      inputs: { image: [1, 4] },
      outputs: { y: [1, 4], z: [1, 4] },
      nodes: [
        node('Cast', 'image', 'i', { to: int(6) }),
        node('Cast', 'i', 'f', { to: int(1) }),
        node('Add', 'f image', 'y'),
        node('Relu', 'y', 'z'),
      ],
    });
    const { model: result } = await apply(FLOAT16, model);
    expect(await distance(model, result)).toBeLessThan(0.01);
    expect((await run(result)).get('z')!.every((value) => value >= 0)).toBe(true);
  });

  it('refuses weights beyond the range', async () => {
    const model = smallNetwork();
    model.graph.initializers.set('d.bias', float32Of([2], [1e5, 0]));
    await expect(apply(FLOAT16, model)).rejects.toThrow(
      /'d\.bias' holds numbers beyond 65504, which float16 cannot/,
    );
  });

  it('leaves nodes in float32 whose values are too large on the pictures', async () => {
    const model = network({
      outputs: { y: [1, 4, 6, 8] },
      nodes: [
        node('Mul', 'image thousand', 'a'),
        node('Mul', 'a thousand', 'b'),
        node('Relu', 'b', 'c'),
        node('Mul', 'c milli', 'd'),
        node('Mul', 'd milli', 'e'),
        node('Conv', 'e w', 'y'),
      ],
      initializers: {
        thousand: float32Of([], [1000]),
        milli: float32Of([], [0.001]),
        w: random(1, 4, 3, 3, 3),
      },
    });
    const calibration: CalibrationSet = {
      folder: 'pictures',
      size: 2,
      frame: async () => plainFrame([128, 128, 128]),
      startsSequence: () => true,
    };
    const card = cardOf(model);
    const {
      model: result,
      parameters,
      notes,
    } = await FLOAT16.apply({
      card,
      model: cloneModel(model),
      calibration,
      options: { seed: 1 },
      progress: () => {},
    });
    expect(parameters).toEqual({ float32Nodes: ['b', 'c'] });
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/node 'b' stays float32: its values go beyond 32752/);
    expect(await distance(model, result)).toBeLessThan(0.05);
  });
});
