import type { InputContract, ModelCard } from '../../../src/config/model-card';
import type { OnnxModel, OnnxNode, TensorValue } from '../../../src/onnx/graph';
import { createFloat32Tensor, createTensor } from '../../../src/onnx/tensor';
import { VisualBackProp } from '../../../src/saliency/visual-back-prop';
import { cardOutput, inputContract } from '../../helpers/contracts';
import { createNetwork, int, ints, node } from '../../onnx/support/networks';

/** Side of the hand-made networks' image. */
export const SIDE = 5;

/** Takes the middle of each 3x3 window of red at a stride of 2, and again with the other sign: 1, 2, 3, 4 of IMAGE. */
export const MIDDLES = createFloat32Tensor(
  [2, 3, 3, 3],
  Array.from({ length: 54 }, (_, i) => (i === 4 ? 1 : i === 27 + 4 ? -1 : 0)),
);
/** Adds two neighbours of the first channel: 3 and 7. */
export const PAIRS = createFloat32Tensor([1, 2, 1, 2], [1, 1, 0, 0]);
/** v is the sum of both, w their difference. */
export const HEAD = createFloat32Tensor([2, 2], [1, 1, 1, -1]);

/** Red of the image, whose middles are 1, 2, 3 and 4. */
export const RED = [
  [9, 9, 9, 9, 9],
  [9, 1, 9, 2, 9],
  [9, 9, 9, 9, 9],
  [9, 3, 9, 4, 9],
  [9, 9, 9, 9, 9],
];

/**
 * VisualBackProp of RED by hand. The means of the first layer are [[1, 2], [3, 4]] / 2, those of the second [3, 7]. The second
 * spread over the pairs that it added, times the first: [[3, 6], [21, 28]] / 2. Each of these lies on the 3x3 pixels of its
 * window, and windows overlap in row and column 2.
 */
export const BY_HAND = [
  [3, 3, 9, 6, 6],
  [3, 3, 9, 6, 6],
  [24, 24, 58, 34, 34],
  [21, 21, 49, 28, 28],
  [21, 21, 49, 28, 28],
].map((row) => row.map((value) => value / 58));

export function createHandMade(
  nodes: readonly OnnxNode[],
  initializers: Readonly<Record<string, TensorValue>> = {},
  parts: { readonly opset?: number; readonly shape?: readonly number[] } = {},
): OnnxModel {
  return createNetwork({
    opset: parts.opset ?? 13,
    inputs: { image: parts.shape ?? [1, 3, SIDE, SIDE] },
    outputs: { command: [1, 2] },
    nodes,
    initializers: { middles: MIDDLES, pairs: PAIRS, head: HEAD, ...initializers },
  });
}

export const FIRST = node('Conv', 'image middles', 'a', { strides: ints(2, 2) });
export const RELU = node('Relu', 'a', 'a_relu');
export const SECOND = node('Conv', 'a_relu pairs', 'b');
/** From b to the command. */
export const DENSE = [
  node('Relu', 'b', 'b_relu'),
  node('Flatten', 'b_relu', 'flat'),
  node('Gemm', 'flat head', 'command'),
];
export const PLAIN = [FIRST, RELU, SECOND, ...DENSE];

export function createHandMadeCard(
  input: Partial<InputContract> = {},
  change: Partial<ModelCard> = {},
): ModelCard {
  return {
    name: 'hand-made',
    cardFile: 'hand-made.card.yml',
    modelFile: 'hand-made.onnx',
    sha256: '',
    precision: 'fp32',
    parent: null,
    input: inputContract([1, 3, SIDE, SIDE], { crop: { top: 0, bottom: 480 }, resize: 'none', ...input }),
    output: cardOutput({ scale: 1, offset: 0 }, { scale: 1, offset: 0 }),
    states: [],
    document: {},
    ...change,
  };
}

/** The tensor of an image with this red and nothing else. @param frames each of them the same but for a factor */
export function imageTensor(layout: 'NCHW' | 'NHWC' = 'NCHW', frames: readonly number[] = [1]): Float32Array {
  const plane = SIDE * SIDE;
  const channels = 3 * frames.length;
  const image = new Float32Array(channels * plane);
  for (const [frame, factor] of frames.entries()) {
    for (const [i, value] of RED.flat().entries()) {
      image[layout === 'NCHW' ? 3 * frame * plane + i : channels * i + 3 * frame] = factor * value;
    }
  }
  return image;
}

/** Map of an image by VisualBackProp, row by row. */
export async function mapOf(
  model: OnnxModel,
  card: ModelCard = createHandMadeCard(),
  image: Float32Array = imageTensor(),
): Promise<number[][]> {
  const network = await VisualBackProp.open(model, card);
  try {
    const map = network.map(await network.run(new Map([['image', image]])));
    return Array.from({ length: map.height }, (_, y) => [
      ...map.data.subarray(y * map.width, (y + 1) * map.width),
    ]);
  } finally {
    await network.close();
  }
}

export function expectMap(
  found: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): void {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  for (const [y, row] of expected.entries()) {
    for (const [x, value] of row.entries()) expect(found[y]![x]).toBeCloseTo(value, 5);
  }
}

export const scalar = (type: 'float32' | 'uint8' | 'int8', value: number): TensorValue =>
  createTensor(type, [], [value]);
export const int64s = (...values: number[]): TensorValue => createTensor('int64', [values.length], values);
export { int, ints, node };
