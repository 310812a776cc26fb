import { FOLD, foldModel } from '../../../src/models/optimize/fold';
import { checkModel } from '../../../src/onnx/check';
import type { OnnxModel, OnnxNode } from '../../../src/onnx/graph';
import { encodeHalf } from '../../../src/onnx/half';
import { createFloat32Tensor, createInt64Tensor } from '../../../src/onnx/tensor';
import {
  createNetwork,
  createSmallNetwork,
  float,
  float32Of,
  int,
  ints,
  listOperators,
  measureDistance,
  type NetworkParts,
  node,
  positive,
  random,
} from '../../onnx/support/networks';
import { applyStrategy } from './support/apply';

const ROUNDING = 1e-4;

/** Folds a model, and holds the result against it in onnxruntime. */
async function folded(model: OnnxModel): Promise<OnnxModel> {
  const names = listOperators(model).join();
  const result = foldModel(model, 'test.onnx').model;
  checkModel(result, 'folded.onnx');
  expect(listOperators(model).join()).toBe(names);
  expect(await measureDistance(model, result)).toBeLessThan(ROUNDING);
  expect(result.graph.outputs).toEqual(model.graph.outputs);
  return result;
}

const norm = (channels: number, seed: number, prefix = '') => ({
  [`${prefix}g`]: random(seed, channels),
  [`${prefix}b`]: random(seed + 1, channels),
  [`${prefix}m`]: random(seed + 2, channels),
  [`${prefix}v`]: positive(seed + 3, channels),
});

describe('folding', () => {
  it('does not change a model without foldable nodes', async () => {
    const { model, counts } = foldModel(createSmallNetwork(), 'test.onnx');
    expect(counts).toEqual({ constants: 0, layers: 0, rearrangements: 0, dead: 0 });
    expect(model).toEqual(createSmallNetwork());
  });

  it('folds batch normalization before and after convolutions and dense layers', async () => {
    const result = await folded(
      createNetwork({
        outputs: { command: [1, 2] },
        nodes: [
          node('BatchNormalization', 'image ig ib im iv', 'n', { epsilon: float(1e-3) }),
          node('Conv', 'n c.weight', 'c', { strides: ints(2, 2) }),
          node('BatchNormalization', 'c og ob om ov', 'cn'),
          node('Relu', 'cn', 'r'),
          node('Flatten', 'r', 'f'),
          node('BatchNormalization', 'f fg fb fm fv', 'fn'),
          node('Gemm', 'fn d.weight d.bias', 'd', { alpha: float(0.5), beta: float(2) }),
          node('BatchNormalization', 'd dg db dm dv', 'command'),
        ],
        initializers: {
          ...norm(3, 10, 'i'),
          ...norm(6, 20, 'o'),
          ...norm(72, 30, 'f'),
          ...norm(2, 40, 'd'),
          'c.weight': random(1, 6, 3, 3, 3),
          'd.weight': random(2, 72, 2),
          'd.bias': random(3, 1, 2),
        },
      }),
    );
    expect(listOperators(result)).toEqual(['Conv', 'Relu', 'Flatten', 'Gemm']);
    // Ranges from training name layers by their weights: the names stay.
    expect([...result.graph.initializers.keys()].sort()).toEqual([
      'c.bias',
      'c.weight',
      'd.bias',
      'd.weight',
    ]);
  });

  it('keeps a shift before a padded convolution but folds a scale', async () => {
    const padded = (op: string) =>
      createNetwork({
        outputs: { y: [1, 4, 8, 10] },
        nodes: [node(op, 'image k', 'n'), node('Conv', 'n w', 'y', { pads: ints(1, 1, 1, 1) })],
        initializers: { k: random(2, 3, 1, 1), w: random(1, 4, 3, 3, 3) },
      });
    expect(listOperators(await folded(padded('Add')))).toEqual(['Add', 'Conv']);
    expect(listOperators(await folded(padded('Mul')))).toEqual(['Conv']);
  });

  it.each([
    ['Mul', 'image', 'k'],
    ['Mul', 'k', 'image'],
    ['Add', 'image', 'k'],
    ['Sub', 'image', 'k'],
    ['Sub', 'k', 'image'],
    ['Div', 'image', 'k'],
  ])('folds %s of %s and %s before a convolution with two groups', async (op, a, b) => {
    const model = createNetwork({
      inputs: { image: [1, 4, 8, 10] },
      outputs: { y: [1, 6, 6, 8] },
      nodes: [node(op, `${a} ${b}`, 'n'), node('Conv', 'n w', 'y', { group: int(2) })],
      initializers: { k: positive(2, 4, 1, 1), w: random(1, 6, 2, 3, 3) },
    });
    expect(listOperators(await folded(model))).toEqual(['Conv']);
  });

  it('does not fold a division by the image', async () => {
    const model = createNetwork({
      outputs: { y: [1, 4, 6, 8] },
      nodes: [
        node('Add', 'image two', 'p'),
        node('Abs', 'p', 'a'),
        node('Add', 'a two', 'q'),
        node('Div', 'two q', 'n'),
        node('Conv', 'n w', 'y'),
      ],
      initializers: { two: float32Of([], [2]), w: random(1, 4, 3, 3, 3) },
    });
    expect(listOperators(await folded(model))).toEqual(['Add', 'Abs', 'Add', 'Div', 'Conv']);
  });

  it("turns TensorFlow's dense layer into one Gemm, also with arithmetic around it", async () => {
    const model = createNetwork({
      inputs: { image: [1, 12] },
      outputs: { y: [1, 4] },
      nodes: [node('MatMul', 'image w', 'm'), node('Add', 'm b', 'a'), node('Mul', 'a s', 'y')],
      initializers: { w: random(1, 12, 4), b: random(2, 4), s: random(3, 1, 4) },
    });
    expect(listOperators(await folded(model))).toEqual(['Gemm']);
  });

  it('does not change weights that another layer shares', async () => {
    const model = createNetwork({
      inputs: { image: [1, 6] },
      outputs: { y: [1, 6] },
      nodes: [
        node('Gemm', 'image w', 'a'),
        node('Mul', 'a s', 'b'),
        node('Relu', 'b', 'r'),
        node('Gemm', 'r w', 'y'),
      ],
      initializers: { w: random(1, 6, 6), s: random(3, 6) },
    });
    expect(listOperators(await folded(model))).toEqual(['Gemm', 'Relu', 'Gemm']);
  });

  it('keeps values that another node reads or that are outputs', async () => {
    const model = createNetwork({
      outputs: { y: [1, 4, 6, 8], n: [1, 4, 6, 8], z: [1, 4, 6, 8] },
      nodes: [
        node('Conv', 'image w', 'c'),
        node('Mul', 'c k', 'n'),
        node('Add', 'n k', 'y'),
        node('Relu', 'c', 'z'),
      ],
      initializers: { k: random(2, 4, 1, 1), w: random(1, 4, 3, 3, 3) },
    });
    expect(listOperators(await folded(model))).toEqual(['Conv', 'Mul', 'Add', 'Relu']);
  });

  it('does not fold a constant that broadcasts the value', async () => {
    const model = createNetwork({
      outputs: { y: [2, 4, 6, 8] },
      nodes: [node('Conv', 'image w', 'c'), node('Mul', 'c k', 'y')],
      initializers: { k: random(2, 2, 1, 1, 1), w: random(1, 4, 3, 3, 3) },
    });
    expect(listOperators(await folded(model))).toEqual(['Conv', 'Mul']);
  });

  it('removes nodes without effect, also at the outputs', async () => {
    const model = createNetwork({
      outputs: { y: [1, 240] },
      nodes: [
        node('Identity', 'image', 'a'),
        node('Dropout', 'a', 'b', {}),
        node('Transpose', 'b', 'c', { perm: ints(0, 1, 2, 3) }),
        node('Transpose', 'c', 'd', { perm: ints(0, 2, 3, 1) }),
        node('Transpose', 'd', 'e', { perm: ints(0, 3, 1, 2) }),
        node('Pad', 'e nothing', 'p'),
        node('Concat', 'p', 'q', { axis: int(1) }),
        node('Relu', 'q', 'r'),
        node('Unsqueeze', 'r axes', 's'),
        node('Flatten', 's', 't'),
        node('Cast', 't', 'u', { to: int(1) }),
        node('Identity', 'u', 'y'),
      ],
      initializers: {
        nothing: createInt64Tensor([8], [0, 0, 0, 0, 0, 0, 0, 0]),
        axes: createInt64Tensor([1], [0]),
      },
    });
    expect(listOperators(await folded(model))).toEqual(['Relu', 'Reshape']);
  });

  it('merges two transpositions', async () => {
    const model = createNetwork({
      outputs: { y: [10, 1, 3, 8] },
      nodes: [
        node('Transpose', 'image', 'a', { perm: ints(0, 2, 3, 1) }),
        node('Transpose', 'a', 'b', { perm: ints(2, 0, 3, 1) }),
        node('Relu', 'b', 'y'),
      ],
    });
    expect(listOperators(await folded(model))).toEqual(['Transpose', 'Relu']);
  });

  it('moves zero padding into the convolution', async () => {
    const model = createNetwork({
      outputs: { y: [1, 4, 10, 9] },
      nodes: [node('Pad', 'image p', 'n'), node('Conv', 'n w', 'y', { pads: ints(0, 1, 0, 0) })],
      initializers: { p: createInt64Tensor([8], [0, 0, 1, 0, 0, 0, 3, 0]), w: random(1, 4, 3, 3, 3) },
    });
    const result = await folded(model);
    expect(listOperators(result)).toEqual(['Conv']);
    expect(result.graph.nodes[0]!.attributes.get('pads')).toEqual(ints(1, 1, 3, 0));
  });

  it('computes constants and removes unread nodes and initializers', async () => {
    const model = createNetwork({
      outputs: { y: [1, 2] },
      nodes: [
        node('Constant', '', 'half', { value: { kind: 'tensor', value: float32Of([], [0.5]) } }),
        node('Mul', 'w half', 'w2'),
        node('Transpose', 'w2', 'w3', { perm: ints(1, 0) }),
        node('Shape', 'image', 's'),
        node('Slice', 's from to', 'batch'),
        node('Concat', 'batch rest', 'target', { axis: int(0) }),
        node('Reshape', 'image target', 'f'),
        node('Exp', 'f', 'unused'),
        node('MatMul', 'f w3', 'y'),
      ],
      initializers: {
        w: random(1, 2, 240),
        from: createInt64Tensor([1], [0]),
        to: createInt64Tensor([1], [1]),
        rest: createInt64Tensor([1], [-1]),
        nobody: random(4, 3),
      },
    });
    const result = await folded(model);
    expect(listOperators(result)).toEqual(['Reshape', 'MatMul']);
    expect([...result.graph.initializers.keys()].sort()).toEqual(['target', 'w3']);
  });

  it('keeps an output that is an input', async () => {
    const model = createNetwork({ outputs: { y: [1, 3, 8, 10] }, nodes: [node('Identity', 'image', 'y')] });
    expect(listOperators(await folded(model))).toEqual(['Identity']);
  });

  it('keeps float16 weights in float16', async () => {
    const half = { type: 'float16', dims: [2, 240], data: new Uint16Array(480).fill(0x2e66) } as const;
    const model = createNetwork({
      outputs: { y: [1, 2] },
      nodes: [
        node('Cast', 'w', 'wide', { to: int(1) }),
        node('Flatten', 'image', 'f'),
        node('Gemm', 'f wide', 'y', { transB: int(1) }),
      ],
      initializers: { w: half },
    });
    expect(listOperators(await folded(model))).toEqual(['Cast', 'Flatten', 'Gemm']);
  });
});

describe('fold of weights that are only stored in few bits', () => {
  const half = (values: readonly number[]) => Uint16Array.from(values, encodeHalf);
  const fold = (model: OnnxModel) => applyStrategy(FOLD, model);

  it.each<[string, NetworkParts['initializers'], OnnxNode[]]>([
    [
      'int8 by channel',
      {
        q: { type: 'int8', dims: [2, 3, 1, 1], data: Int8Array.from([-128, 127, 3, 0, 5, -7]) },
        s: createFloat32Tensor([2], [0.013, 0.5]),
        z: { type: 'int8', dims: [2], data: Int8Array.from([3, -1]) },
      },
      [node('DequantizeLinear', 'q s z', 'w', { axis: int(0) })],
    ],
    [
      'uint8 by tensor, the axis counted from the end',
      {
        q: { type: 'uint8', dims: [2, 3, 1, 1], data: Uint8Array.from([255, 0, 3, 128, 5, 7]) },
        s: createFloat32Tensor([], [0.02]),
        z: { type: 'uint8', dims: [], data: Uint8Array.from([128]) },
      },
      [node('DequantizeLinear', 'q s z', 'w', { axis: int(-1) })],
    ],
    [
      'int8 without a zero point',
      {
        q: { type: 'int8', dims: [2, 3, 1, 1], data: Int8Array.from([-127, 127, 3, 0, 5, -7]) },
        s: createFloat32Tensor([3], [0.1, 0.2, 0.3]),
      },
      [node('DequantizeLinear', 'q s', 'w')],
    ],
    [
      'float16',
      { q: { type: 'float16', dims: [2, 3, 1, 1], data: half([1, -2, 0.5, 6e-5, 1000, -0.1]) } },
      [node('Cast', 'q', 'w', { to: int(1) })],
    ],
  ])('makes float32 of %s, as docs/conversion.md says', async (_, initializers, nodes) => {
    const model = createNetwork({
      outputs: { command: [1, 2] },
      nodes: [
        ...nodes,
        node('Conv', 'image w', 'c'),
        node('GlobalAveragePool', 'c', 'p'),
        node('Flatten', 'p', 'command'),
      ],
      initializers: initializers!,
    });
    const { model: result, precision, parameters } = await fold(model);
    expect({ precision, parameters }).toMatchObject({ precision: 'fp32', parameters: { widened: 1 } });
    expect(listOperators(result)).toEqual(['Conv', 'GlobalAveragePool', 'Flatten']);
    expect([...result.graph.initializers].map(([name, { type }]) => [name, type])).toEqual([
      ['w', 'float32'],
    ]);
    checkModel(result, 'folded.onnx');
    expect(await measureDistance(model, result)).toBe(0);
  });

  it('leaves quantized activations, and says so', async () => {
    const model = createNetwork({
      outputs: { command: [1, 3] },
      nodes: [
        node('QuantizeLinear', 'image s z', 'q'),
        node('DequantizeLinear', 'q s z', 'd'),
        node('GlobalAveragePool', 'd', 'p'),
        node('Flatten', 'p', 'command'),
      ],
      initializers: {
        s: createFloat32Tensor([], [0.02]),
        z: { type: 'uint8', dims: [], data: Uint8Array.from([128]) },
      },
    });
    await expect(fold(model)).rejects.toThrow(/is already quantized \(node .* is QuantizeLinear\)/);
  });
});
