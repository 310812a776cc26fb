import { createTensor, toNumbers } from '../../src/onnx/tensor';
import { UnfollowableGraph } from '../../src/saliency/plan';
import { VisualBackProp } from '../../src/saliency/visual-back-prop';
import { string } from '../onnx/support/networks';
import {
  BY_HAND,
  createHandMade,
  createHandMadeCard,
  DENSE,
  expectMap,
  FIRST,
  imageTensor,
  int64s,
  ints,
  MIDDLES,
  mapOf,
  node,
  PAIRS,
  PLAIN,
  RELU,
  SECOND,
  SIDE,
  scalar,
} from './support/hand-made';

describe('VisualBackProp', () => {
  it('equals what is computed by hand', async () => {
    expectMap(await mapOf(createHandMade(PLAIN)), BY_HAND);
  });

  it('takes the axes of a mean as an input from opset 18 on', async () => {
    expectMap(await mapOf(createHandMade(PLAIN, {}, { opset: 18 })), BY_HAND);
  });

  it('follows normalisation and dropout between the convolutions', async () => {
    const ones = createTensor('float32', [2], [1, 1]);
    const zeros = createTensor('float32', [2], [0, 0]);
    const model = createHandMade(
      [
        FIRST,
        node('BatchNormalization', 'a one zero zero one', 'normal', {}),
        node('Relu', 'normal', 'relu'),
        node('Dropout', 'relu', 'a_relu'),
        SECOND,
        ...DENSE,
      ],
      { one: ones, zero: zeros },
    );
    expectMap(await mapOf(model), BY_HAND);
  });

  it('follows the layout of TensorFlow through its transpositions', async () => {
    const model = createHandMade(
      [
        node('Transpose', 'image', 'planar', { perm: ints(0, 3, 1, 2) }),
        node('Conv', 'planar middles', 'a', { strides: ints(2, 2) }),
        node('Transpose', 'a', 'a_last', { perm: ints(0, 2, 3, 1) }),
        node('Relu', 'a_last', 'a_last_relu'),
        node('Transpose', 'a_last_relu', 'a_relu', { perm: ints(0, 3, 1, 2) }),
        SECOND,
        ...DENSE,
      ],
      {},
      { shape: [1, SIDE, SIDE, 3] },
    );
    const card = createHandMadeCard({ layout: 'NHWC', shape: [1, SIDE, SIDE, 3] });
    expectMap(await mapOf(model, card, imageTensor('NHWC')), BY_HAND);
  });

  it('takes the padding of a node of its own off again', async () => {
    const model = createHandMade(
      [
        node('Slice', 'image starts ends axes', 'inner'),
        node('Pad', 'inner pads', 'padded'),
        node('Conv', 'padded middles', 'a', { strides: ints(2, 2) }),
        RELU,
        SECOND,
        ...DENSE,
      ],
      { starts: int64s(1, 1), ends: int64s(4, 4), axes: int64s(2, 3), pads: int64s(0, 0, 1, 1, 0, 0, 1, 1) },
    );
    const inner = BY_HAND.map((row, y) => row.map((value, x) => (y % 4 === 0 || x % 4 === 0 ? 0 : value)));
    expectMap(await mapOf(model), inner);
  });

  it('pads within a convolution like a node of its own', async () => {
    // A kernel of 3 with a padding of 1 on a part of the image: the same windows.
    const model = createHandMade(
      [
        node('Slice', 'image starts ends axes', 'inner'),
        node('Conv', 'inner middles', 'a', { strides: ints(2, 2), auto_pad: string('SAME_UPPER') }),
        RELU,
        SECOND,
        ...DENSE,
      ],
      { starts: int64s(1, 1), ends: int64s(4, 4), axes: int64s(2, 3) },
    );
    const inner = BY_HAND.map((row, y) => row.map((value, x) => (y % 4 === 0 || x % 4 === 0 ? 0 : value)));
    expectMap(await mapOf(model), inner);
  });

  it('spreads pools over their windows, weighted with what they pooled', async () => {
    const model = createHandMade(
      [
        FIRST,
        RELU,
        node('MaxPool', 'a_relu', 'pooled', { kernel_shape: ints(1, 2) }),
        node('Flatten', 'pooled', 'flat'),
        node('Gemm', 'flat wide', 'command'),
      ],
      { wide: createTensor('float32', [4, 2], [1, 1, 1, 1, 1, 1, 1, 1]) },
    );
    // Pooled: [2, 4] / 2. Times the first layer: [[2, 4], [12, 16]] / 4.
    const expected = [
      [2, 2, 6, 4, 4],
      [2, 2, 6, 4, 4],
      [14, 14, 34, 20, 20],
      [12, 12, 28, 16, 16],
      [12, 12, 28, 16, 16],
    ].map((row) => row.map((value) => value / 34));
    expectMap(await mapOf(model), expected);
  });

  it('follows both ways around a residual block', async () => {
    const model = createHandMade(
      [
        FIRST,
        RELU,
        node('Conv', 'a_relu middle', 'same', { pads: ints(1, 1, 1, 1) }),
        node('Add', 'a_relu same', 'sum'),
        node('Conv', 'sum pairs', 'b'),
        ...DENSE,
      ],
      {
        middle: createTensor(
          'float32',
          [2, 2, 3, 3],
          Array.from({ length: 36 }, (_, i) => Number(i === 4)),
        ),
      },
    );
    const map = await mapOf(model);
    expect(Math.max(...map.flat())).toBe(1);
    // The lower windows hold the larger values, as without the block.
    expect(map[4]![4]!).toBeGreaterThan(4 * map[0]![0]!);
  });

  it('passes by the gates of squeeze-and-excitation', async () => {
    const model = createHandMade(
      [
        FIRST,
        RELU,
        node('GlobalAveragePool', 'a_relu', 'squeezed'),
        node('Conv', 'squeezed excite', 'excited'),
        node('Sigmoid', 'excited', 'gate'),
        node('Mul', 'a_relu gate', 'gated'),
        node('Conv', 'gated pairs', 'b'),
        ...DENSE,
      ],
      { excite: createTensor('float32', [2, 2, 1, 1], [1, 0.5, 0.5, 1]) },
    );
    expectMap(await mapOf(model), BY_HAND);
  });

  it('begins at the last convolution before a global pool', async () => {
    const model = createHandMade([
      FIRST,
      RELU,
      node('GlobalAveragePool', 'a_relu', 'pooled'),
      node('Flatten', 'pooled', 'flat'),
      node('Gemm', 'flat head', 'command'),
    ]);
    const expected = [
      [1, 1, 3, 2, 2],
      [1, 1, 3, 2, 2],
      [4, 4, 10, 6, 6],
      [3, 3, 7, 4, 4],
      [3, 3, 7, 4, 4],
    ].map((row) => row.map((value) => value / 10));
    expectMap(await mapOf(model), expected);
  });

  it('reads quantized layers by their scales and zero points', async () => {
    const quantized = (name: string) => [
      node('QuantizeLinear', `${name} scale zero`, `${name}_q`),
      node('DequantizeLinear', `${name}_q scale zero`, `${name}_d`),
    ];
    const pair = { scale: scalar('float32', 0.25), zero: scalar('uint8', 100) };
    const fake = createHandMade(
      [
        ...quantized('image'),
        node('Conv', 'image_d middles', 'a', { strides: ints(2, 2) }),
        node('Relu', 'a', 'r'),
        ...quantized('r'),
        node('Conv', 'r_d pairs', 'b'),
        ...DENSE,
      ],
      pair,
    );
    expectMap(await mapOf(fake), BY_HAND);
    const bytes = (tensor: typeof MIDDLES) => createTensor('int8', tensor.dims, toNumbers(tensor));
    const integer = createHandMade(
      [
        node('QuantizeLinear', 'image scale zero', 'image_q'),
        // The clipping at the zero point is the ReLU.
        node('QLinearConv', 'image_q scale zero middles_q one none quarter bottom', 'a_q', {
          strides: ints(2, 2),
        }),
        node('QLinearConv', 'a_q quarter bottom pairs_q one none quarter bottom', 'b_q'),
        node('Flatten', 'b_q', 'flat_q'),
        node('DequantizeLinear', 'flat_q quarter bottom', 'flat'),
        node('Gemm', 'flat head', 'command'),
      ],
      {
        ...pair,
        middles_q: bytes(MIDDLES),
        pairs_q: bytes(PAIRS),
        one: scalar('float32', 1),
        none: scalar('int8', 0),
        quarter: scalar('float32', 0.25),
        bottom: scalar('uint8', 0),
      },
    );
    expectMap(await mapOf(integer), BY_HAND);
  });

  it('goes back through a resize and a crop inside the graph', async () => {
    const side = 2 * SIDE;
    const model = createHandMade(
      [
        node('Resize', 'image _ _ sizes', 'small', { mode: string('nearest') }),
        node('Conv', 'small middles', 'a', { strides: ints(2, 2) }),
        RELU,
        SECOND,
        ...DENSE,
      ],
      { sizes: int64s(1, 3, SIDE, SIDE) },
      { shape: [1, 3, side, side] },
    );
    const image = new Float32Array(3 * side * side);
    const small = imageTensor();
    for (let i = 0; i < image.length; i++) {
      const [channel, y, x] = [Math.floor(i / side ** 2), Math.floor((i % side ** 2) / side), i % side];
      image[i] = small[channel * SIDE ** 2 + (y >> 1) * SIDE + (x >> 1)]!;
    }
    const map = await mapOf(model, createHandMadeCard({ shape: [1, 3, side, side] }), image);
    expect(map).toHaveLength(side);
    // Linear between the centres of the small map's pixels.
    expect(map[0]![0]! / map[9]![9]!).toBeCloseTo(3 / 28, 5);
    expect(map[9]![3]! / map[9]![4]!).toBeCloseTo((21 + 0.25 * 28) / (49 - 0.25 * 28), 5);
  });

  it('ends where nothing is lit', async () => {
    expect((await mapOf(createHandMade(PLAIN), undefined, new Float32Array(75))).flat()).toEqual(
      new Array(25).fill(0),
    );
  });

  it('says why a graph cannot be followed', async () => {
    const wide = createTensor('float32', [3 * SIDE * SIDE, 2], new Array(150).fill(0.01));
    const dense = createHandMade([node('Flatten', 'image', 'flat'), node('MatMul', 'flat wide', 'command')], {
      wide,
    });
    const attention = createHandMade([
      FIRST,
      RELU,
      SECOND,
      node('Flatten', 'b', 'flat'),
      node('Transpose', 'flat', 'turned'),
      node('MatMul', 'turned flat', 'product'),
      node('MatMul', 'flat product', 'command'),
    ]);
    const folded = createHandMade(
      [
        node('Reshape', 'image mixed', 'other'),
        node('Conv', 'other middles', 'a'),
        node('Flatten', 'a', 'flat'),
        node('MatMul', 'flat long', 'command'),
      ],
      {
        mixed: int64s(1, 3, 1, 25),
        middles: createTensor('float32', [1, 3, 1, 1], [1, 1, 1]),
        long: createTensor('float32', [25, 2], new Array(50).fill(1)),
      },
    );
    const open = (model: typeof dense) => VisualBackProp.open(model, createHandMadeCard());
    await expect(open(dense)).rejects.toThrow(
      new UnfollowableGraph('no convolution lies between the image and the command'),
    );
    await expect(open(attention)).rejects.toThrow("node 'product' multiplies two computed matrices");
    await expect(open(folded)).rejects.toThrow(
      "node 'a' (Conv) works on more than rows and columns of the image",
    );
  });
});
