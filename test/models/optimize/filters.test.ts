import { PRUNE_FILTERS, pruneFilters } from '../../../src/models/optimize/filters/prune-filters';
import { findLayers } from '../../../src/models/optimize/graph/layers';
import { checkModel } from '../../../src/onnx/check';
import { readModel } from '../../../src/onnx/file';
import { cloneModel, type OnnxModel } from '../../../src/onnx/graph';
import { inferShapes } from '../../../src/onnx/shapes';
import { countElements, createFloat32Tensor, createInt64Tensor, toNumbers } from '../../../src/onnx/tensor';
import {
  createNetwork,
  createSmallNetwork,
  int,
  ints,
  measureDistance,
  node,
  positive,
  random,
  runModel,
} from '../../onnx/support/networks';
import { applyStrategy, createCard } from './support/apply';

/** Sets whole slices of an initializer to 0: filters that give nothing, whose loss changes nothing. */
function silence(model: OnnxModel, name: string, axis: number, places: readonly number[]): void {
  const { dims, data } = model.graph.initializers.get(name)!;
  const inner = countElements(dims.slice(axis + 1));
  const values = Array.from(data as Float32Array, (value, i) =>
    places.includes(Math.floor(i / inner) % dims[axis]!) ? 0 : value,
  );
  model.graph.initializers.set(name, createFloat32Tensor(dims, values));
}

async function pruned(model: OnnxModel, ratio: number) {
  const result = cloneModel(model);
  const removed = pruneFilters(result, 'test.onnx', ratio);
  checkModel(result, 'pruned.onnx');
  inferShapes(result, 'pruned.onnx');
  return { result, removed };
}

function dims(model: OnnxModel, name: string): readonly number[] {
  return model.graph.initializers.get(name)!.dims;
}

describe('filter pruning', () => {
  it('removes filters with zero weights without changing the outputs', async () => {
    const model = createSmallNetwork();
    silence(model, 'c.weight', 0, [1, 4]);
    silence(model, 'c.bias', 0, [1, 4]);
    const { result, removed } = await pruned(model, 0.34);
    expect(removed).toEqual({ 'c.weight': '6 -> 4' });
    expect(dims(result, 'c.weight')).toEqual([4, 3, 3, 3]);
    expect(dims(result, 'd.weight')).toEqual([2, 48]);
    expect(await measureDistance(model, result)).toBeLessThan(1e-5);
  });

  it('removes the filters with the smallest L1 norm, but never all of them nor the outputs', async () => {
    const model = createSmallNetwork();
    const { result, removed } = await pruned(model, 0.99);
    expect(removed).toEqual({ 'c.weight': '6 -> 1' });
    const norms = Array.from({ length: 6 }, (_, i) =>
      toNumbers(model.graph.initializers.get('c.weight')!)
        .slice(27 * i, 27 * i + 27)
        .reduce((sum, w) => sum + Math.abs(w), 0),
    );
    const left = toNumbers(result.graph.initializers.get('c.weight')!).reduce(
      (sum, w) => sum + Math.abs(w),
      0,
    );
    expect(left).toBeCloseTo(Math.max(...norms), 6);
    expect((await runModel(result)).get('command')).toHaveLength(2);
  });

  it('shrinks every layer of PilotNet except the last', async () => {
    const model = readModel('models/pilotnet.onnx');
    const { result, removed } = await pruned(model, 0.5);
    expect(Object.keys(removed)).toHaveLength(9);
    const [, , , , lastConv, firstDense, , , , last] = findLayers(result.graph).map(({ weight }) => weight);
    expect(removed[firstDense!]).toBe('1164 -> 582');
    expect(dims(result, lastConv!)).toEqual([32, 32, 3, 3]);
    expect(dims(result, firstDense!)).toEqual([582, 32 * 18]);
    expect(dims(result, last!)).toEqual([2, 5]);
    expect((await runModel(result)).get('command')!.every(Number.isFinite)).toBe(true);
  });

  it('removes the zero filters of PilotNet first', async () => {
    const model = readModel('models/pilotnet.onnx');
    const layers = findLayers(model.graph).filter((_, i) => [0, 2, 4, 5].includes(i));
    for (const { weight, bias } of layers) {
      const size = dims(model, weight)[0]!;
      const silent = Array.from({ length: Math.floor(size * 0.3) }, (_, i) => 3 * i);
      silence(model, weight, 0, silent);
      silence(model, bias!, 0, silent);
    }
    const { result, removed } = await pruned(model, 0.3);
    expect(removed[layers[0]!.weight]).toBe('24 -> 20');
    for (const { bias } of layers) {
      const live = (of: OnnxModel) =>
        Array.from(toNumbers(of.graph.initializers.get(bias!)!)).filter((b) => b !== 0);
      expect(live(result)).toEqual(live(model));
    }
  });

  it('keeps a multiple of four filters in larger convolutions and the exact share in dense layers', async () => {
    const { removed } = await pruned(readModel('models/pilotnet.onnx'), 0.1);
    const layers = findLayers(readModel('models/pilotnet.onnx').graph).map(({ weight }) => weight);
    expect(layers.slice(0, 6).map((weight) => removed[weight])).toEqual([
      undefined,
      undefined,
      '48 -> 44',
      '64 -> 60',
      '64 -> 60',
      '1164 -> 1048',
    ]);
  });

  /** TensorFlow's layout: NHWC in, a transposition before the convolutions and one before flattening. */
  const nhwc = (reshape: boolean) =>
    createNetwork({
      inputs: { image: [1, 8, 10, 3] },
      outputs: { command: [1, 2] },
      nodes: [
        node('Transpose', 'image', 't', { perm: ints(0, 3, 1, 2) }),
        node('Conv', 't a.weight', 'a', { strides: ints(2, 2) }),
        node('BatchNormalization', 'a g b m v', 'n'),
        node('Elu', 'n', 'e'),
        node('MaxPool', 'e', 'p', { kernel_shape: ints(2, 2) }),
        node('Transpose', 'p', 'u', { perm: ints(0, 2, 3, 1) }),
        reshape ? node('Reshape', 'u shape', 'f') : node('Flatten', 'u', 'f'),
        node('MatMul', 'f d.kernel', 'd'),
        node('Add', 'd d.bias', 'db'),
        node('Sigmoid', 'db', 's'),
        node('MatMul', 's o.kernel', 'o'),
        node('Add', 'o o.bias', 'command'),
      ],
      initializers: {
        'a.weight': random(1, 10, 3, 3, 3),
        g: random(2, 10),
        b: random(3, 10),
        m: random(4, 10),
        v: positive(5, 10),
        shape: createInt64Tensor([2], [1, 60]),
        'd.kernel': random(6, 60, 8),
        'd.bias': random(7, 8),
        'o.kernel': random(8, 8, 2),
        'o.bias': random(9, 2),
      },
    });

  it.each([true, false])(
    'follows channels through transpositions and flattening (Reshape: %s)',
    async (reshape) => {
      const model = nhwc(reshape);
      const silent = [0, 7, 9];
      silence(model, 'a.weight', 0, silent);
      // Silent behind the normalisation: b and the mean are 0 there.
      for (const name of ['b', 'm']) silence(model, name, 0, silent);
      silence(model, 'd.kernel', 1, [2, 5]);
      silence(model, 'o.kernel', 0, [2, 5]);
      const { result, removed } = await pruned(model, 0.3);
      expect(removed).toEqual({ 'a.weight': '10 -> 7', 'd.kernel': '8 -> 6' });
      expect(dims(result, 'g')).toEqual([7]);
      expect(dims(result, 'd.kernel')).toEqual([42, 6]);
      expect(dims(result, 'd.bias')).toEqual([6]);
      expect(await measureDistance(model, result)).toBeLessThan(1e-5);
    },
  );

  it('prunes depthwise convolutions and ties added channels', async () => {
    const model = createNetwork({
      outputs: { command: [1, 2] },
      nodes: [
        node('Conv', 'image a.weight', 'a'),
        node('Conv', 'a w.weight w.bias', 'w', { group: int(10), pads: ints(1, 1, 1, 1) }),
        node('Conv', 'w b.weight', 'b', { pads: ints(1, 1, 1, 1) }),
        node('Add', 'a b', 'sum'),
        node('PRelu', 'sum slope', 'r'),
        node('Conv', 'image c.weight', 'c'),
        node('Concat', 'r c', 'all', { axis: int(1) }),
        node('ReduceMean', 'all', 'mean', { axes: ints(2, 3), keepdims: int(0) }),
        node('Gemm', 'mean d.weight', 'command'),
      ],
      initializers: {
        'a.weight': random(1, 10, 3, 3, 3),
        'w.weight': random(2, 10, 1, 3, 3),
        'w.bias': random(3, 10),
        'b.weight': random(4, 10, 10, 3, 3),
        slope: random(5, 10, 1, 1),
        'c.weight': random(6, 4, 3, 3, 3),
        'd.weight': random(7, 14, 2),
      },
    });
    for (const name of ['a.weight', 'w.weight', 'w.bias', 'b.weight']) silence(model, name, 0, [3, 4, 5]);
    silence(model, 'c.weight', 0, [1]);
    const { result, removed } = await pruned(model, 0.3);
    expect(removed).toEqual({ 'a.weight': '10 -> 7', 'b.weight': '10 -> 7', 'c.weight': '4 -> 3' });
    expect(result.graph.nodes[1]!.attributes.get('group')).toEqual(int(7));
    expect(dims(result, 'b.weight')).toEqual([7, 7, 3, 3]);
    expect(dims(result, 'd.weight')).toEqual([10, 2]);
    expect(await measureDistance(model, result)).toBeLessThan(1e-5);
  });

  it('respects the share of each layer when channels of one layer are tied to each other', async () => {
    // Concat(d, d) ties the first half of c, and with it a, to the second half, and b.
    const model = createNetwork({
      outputs: { command: [1, 2] },
      nodes: [
        node('Conv', 'image c.weight', 'c'),
        node('Conv', 'image a.weight', 'a'),
        node('Conv', 'image b.weight', 'b'),
        node('Concat', 'a b', 'ab', { axis: int(1) }),
        node('Add', 'c ab', 'sum'),
        node('Conv', 'image d.weight', 'd'),
        node('Concat', 'd d', 'dd', { axis: int(1) }),
        node('Add', 'sum dd', 'all'),
        node('ReduceMean', 'all', 'mean', { axes: ints(2, 3), keepdims: int(0) }),
        node('Gemm', 'mean o.weight', 'command'),
      ],
      initializers: {
        'a.weight': random(1, 4, 3, 3, 3),
        'b.weight': random(2, 4, 3, 3, 3),
        'c.weight': random(3, 8, 3, 3, 3),
        'd.weight': random(4, 4, 3, 3, 3),
        'o.weight': random(5, 8, 2),
      },
    });
    const { result, removed } = await pruned(model, 0.5);
    expect(removed).toEqual({
      'a.weight': '4 -> 2',
      'b.weight': '4 -> 2',
      'c.weight': '8 -> 4',
      'd.weight': '4 -> 2',
    });
    expect((await runModel(result)).get('command')!.every(Number.isFinite)).toBe(true);
  });

  it('keeps at least one output of a layer whose channels are all tied', async () => {
    // The small channels of c are all those tied to a: the share of c alone would empty a.
    const model = createNetwork({
      outputs: { command: [1, 2] },
      nodes: [
        node('Conv', 'image c.weight', 'c'),
        node('Conv', 'image a.weight', 'a'),
        node('Conv', 'image b.weight', 'b'),
        node('Concat', 'a b', 'ab', { axis: int(1) }),
        node('Add', 'c ab', 'sum'),
        node('ReduceMean', 'sum', 'mean', { axes: ints(2, 3), keepdims: int(0) }),
        node('Gemm', 'mean o.weight', 'command'),
      ],
      initializers: {
        'c.weight': random(3, 8, 3, 3, 3),
        'a.weight': random(1, 4, 3, 3, 3),
        'b.weight': random(2, 4, 3, 3, 3),
        'o.weight': random(5, 8, 2),
      },
    });
    silence(model, 'a.weight', 0, [0, 1, 2, 3]);
    silence(model, 'c.weight', 0, [0, 1, 2, 3]);
    const { removed } = await pruned(model, 0.5);
    expect(removed).toEqual({ 'a.weight': '4 -> 2', 'b.weight': '4 -> 2', 'c.weight': '8 -> 4' });
  });

  it('keeps channels that it cannot trace', async () => {
    const model = createNetwork({
      outputs: { command: [1, 2], looked: [1, 4, 6, 8] },
      nodes: [
        node('Conv', 'image a.weight', 'looked'),
        node('Conv', 'looked b.weight', 'b'),
        node('Softmax', 'b', 's', { axis: int(1) }),
        node('GlobalAveragePool', 's', 'p'),
        node('Flatten', 'p', 'f'),
        node('Gemm', 'f d.weight', 'd'),
        node('Relu', 'd', 'r'),
        node('Gemm', 'r d.weight', 'e'),
        node('Gemm', 'e o.weight', 'command'),
      ],
      initializers: {
        'a.weight': random(1, 4, 3, 3, 3),
        'b.weight': random(2, 6, 4, 3, 3),
        'd.weight': random(3, 6, 6),
        'o.weight': random(4, 6, 2),
      },
    });
    const { result, removed } = await pruned(model, 0.5);
    expect(removed).toEqual({});
    expect(await measureDistance(model, result)).toBe(0);
    await expect(applyStrategy(PRUNE_FILTERS, model)).rejects.toThrow(
      /has no filters that 'prune-filters' can remove/,
    );
  });

  it('rejects networks with states and invalid ratios', async () => {
    const card = createCard(createSmallNetwork(), { states: [{ input: 'h', output: 'h2', shape: [1, 4] }] });
    await expect(applyStrategy(PRUNE_FILTERS, createSmallNetwork(), {}, card)).rejects.toThrow(
      /has recurrent states, through which 'prune-filters' cannot trace channels/,
    );
    await expect(applyStrategy(PRUNE_FILTERS, createSmallNetwork(), { ratio: 1 })).rejects.toThrow(
      /--ratio is 1; it must be at least 0 and below 1/,
    );
  });
});
