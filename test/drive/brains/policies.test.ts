import { readBrain } from '../../../src/config/brain-file';
import { readCard } from '../../../src/config/model-card';
import { openBrain } from '../../../src/drive/brains/open-brain';
import { velocity } from '../../../src/drive/brains/velocity';
import { openSession } from '../../../src/drive/inference/session';
import { encodeModel } from '../../../src/onnx/file';
import type { OnnxModel } from '../../../src/onnx/graph';
import { openSaliency } from '../../../src/saliency/open-saliency';
import type { Frame } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';
import { createNetwork, float32Of, int, node } from '../../onnx/support/networks';

const red = { hue: [0, 0], saturation: [30, 255], value: [30, 255] };
const lineInput = (rows: number[], line: object = { scale: 1 / 320 }) => ({
  name: 'state',
  type: 'float32',
  shape: [1, rows.length],
  colour: red,
  line: { rows, ...line },
});

function write(model: OnnxModel, contract: { input: object; output: object }) {
  return writeTinyModel({
    content: Buffer.from(encodeModel(model)),
    card: (card) => Object.assign(card, { contract }),
  });
}

async function open(model: OnnxModel, contract: { input: object; output: object }) {
  const brain = await openBrain(readBrain(write(model, contract).brainFile), { provider: 'cpu' });
  await brain.warmUp();
  return brain;
}

/** A road with a red line 11 columns wide around a column. */
function road(column: number): Frame {
  const frame = plainFrame([90, 90, 90]);
  for (let row = 240; row < 480; row++) {
    for (let x = column - 5; x <= column + 5; x++) frame.data.set([220, 20, 20], row * frame.step + 3 * x);
  }
  return frame;
}

async function decide(brain: Awaited<ReturnType<typeof open>>, frame: Frame) {
  const { v_mps, w_radps } = await brain.decide(frame);
  return [v_mps, w_radps];
}

describe('a policy that its card describes', () => {
  test('of discrete actions takes the one with the highest score', async () => {
    // Q of left, straight on and right, from the position of the line.
    const model = createNetwork({
      inputs: { state: [1, 2] },
      outputs: { q: [1, 3] },
      nodes: [node('Gemm', 'state weights bias', 'q')],
      initializers: { weights: float32Of([2, 3], [1, 0, -1, 1, 0, -1]), bias: float32Of([3], [0, 0.2, 0]) },
    });
    const actions = [
      [4, 1.5],
      [7, 0],
      [3, -1],
    ];
    const output = { name: 'q', type: 'float32', shape: [1, 3], actions };
    const brain = await open(model, { input: lineInput([300, 400]), output });
    expect(await decide(brain, road(120))).toEqual([4, 1.5]);
    expect(await decide(brain, road(325))).toEqual([7, 0]);
    expect(await decide(brain, road(500))).toEqual([3, -1]);
    expect(brain.look?.()).toMatchObject({ width: 2, height: 1 });
    await brain.close();
  });

  test('of a Q-table looks its row up', async () => {
    // A table of the states 1 to 4, two actions each.
    const model = createNetwork({
      inputs: { state: [1, 1] },
      outputs: { q: [1, 1, 2] },
      nodes: [node('Cast', 'state', 'row', { to: int(7) }), node('Gather', 'table row', 'q')],
      initializers: { table: float32Of([9, 2], [0, 0, 5, 1, 0, 0, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0]) },
    });
    const line = { scale: 1 / 40, offset: 1, whole: true, missing: 320 };
    const output = {
      name: 'q',
      type: 'float32',
      shape: [1, 1, 2],
      actions: [
        [5, 0],
        [0.5, 0.2],
      ],
    };
    const brain = await open(model, { input: lineInput([250], line), output });
    expect(await decide(brain, road(320))).toEqual([5, 0]);
    expect(await decide(brain, road(190))).toEqual([0.5, 0.2]);
    await brain.close();
  });

  test('of a DDPG or PPO actor scales [-1, 1] to its ranges, and no farther', async () => {
    const model = createNetwork({
      inputs: { state: [1, 1] },
      outputs: { action: [1, 2] },
      nodes: [node('Gemm', 'state weights bias', 'action')],
      initializers: { weights: float32Of([1, 2], [-2, 1]), bias: float32Of([2], [1.5, 0]) },
    });
    const output = {
      name: 'action',
      type: 'float32',
      shape: [1, 2],
      v: { index: 0, range: [0, 8] },
      w: { index: 1, range: [-1.5, 1.5] },
    };
    const brain = await open(model, { input: lineInput([300]), output });
    const [v, w] = await decide(brain, road(160));
    // Half way to the left: v is 0.5, w 0.5.
    expect(v).toBeCloseTo(6, 5);
    expect(w).toBeCloseTo(0.75, 5);
    expect((await decide(brain, road(320)))[0]).toBe(8);
    await brain.close();
  });

  test('of classes for v and for w sees a mask of 32x32', async () => {
    // Scores: the share of the line left of the middle, right of it, and thresholds.
    const halves = Array.from({ length: 1024 * 4 }, (_, i) => {
      const [pixel, score] = [Math.floor(i / 4), i % 4];
      const isLeft = pixel % 32 < 16;
      if (score === 0 || score === 2) return isLeft ? 1 : 0;
      return isLeft ? 0 : 1;
    });
    const model = createNetwork({
      inputs: { image: [1, 32, 32, 1] },
      outputs: { scores: [1, 4] },
      nodes: [node('Flatten', 'image', 'flat'), node('MatMul', 'flat weights', 'scores')],
      initializers: { weights: float32Of([1024, 4], halves) },
    });
    const input = {
      name: 'image',
      type: 'float32',
      shape: [1, 32, 32, 1],
      layout: 'NHWC',
      channels: 'mask',
      colour: red,
      crop: { top: 240, bottom: 480 },
      resize: 'opencv-bilinear',
      scale: 1 / 255,
      mean: [0],
      std: [1],
    };
    const output = {
      name: 'scores',
      type: 'float32',
      shape: [1, 4],
      v: { index: 0, classes: [3, 6] },
      w: { index: 2, classes: [1.7, -1.7] },
    };
    const brain = await open(model, { input, output });
    expect(await decide(brain, road(110))).toEqual([3, 1.7]);
    expect(await decide(brain, road(570))).toEqual([6, -1.7]);
    await brain.close();
  });

  test('is refused in one line where the network answers the number of an action', async () => {
    const model = createNetwork({
      inputs: { state: [1, 3] },
      outputs: { action: [1, 1] },
      outputType: 'int64',
      nodes: [node('ArgMax', 'state', 'action', { axis: int(1), keepdims: int(1) })],
    });
    const output = { name: 'action', type: 'float32', shape: [1, 1], actions: [[1, 0]] };
    const { modelFile } = write(model, { input: lineInput([300, 320, 340]), output });
    await expect(openSession(readCard(modelFile), { provider: 'cpu' })).rejects.toThrow(
      /output has type int64, but tiny\.card\.yml says .*; export the scores .*, not their argmax$/,
    );
  });

  test('that sees positions of the line has no saliency, in one line', async () => {
    const model = createNetwork({
      inputs: { state: [1, 2] },
      outputs: { command: [1, 2] },
      nodes: [node('Identity', 'state', 'command')],
    });
    const channel = (index: number) => ({ index, range: [-1, 1] });
    const output = { name: 'command', type: 'float32', shape: [1, 2], v: channel(0), w: channel(1) };
    const { modelFile } = write(model, { input: lineInput([300, 320]), output });
    await expect(openSaliency(readCard(modelFile))).rejects.toThrow(
      /sees positions of the line, not an image/,
    );
  });
});

describe('the velocity of classes', () => {
  const channel = { index: 1, classes: [3, 6, 9] };

  test('is that of the first of equal scores', () => {
    expect(velocity([99, 1, 4, 4], channel)).toBe(6);
  });

  test('is no number where a score is none', () => {
    expect(velocity([0, 1, Number.NaN, 4], channel)).toBeNaN();
    expect(velocity([Number.NaN], { index: 0, scale: 1, offset: 0, clamp: [0, 1] })).toBeNaN();
  });

  test('is no number where the highest score is infinite, or all are masked', () => {
    const masked = Number.NEGATIVE_INFINITY;
    expect(velocity([0, 1, Number.POSITIVE_INFINITY, 4], channel)).toBeNaN();
    expect(velocity([0, masked, masked, masked], channel)).toBeNaN();
    expect(velocity([0, masked, 4, masked], channel)).toBe(6);
  });
});

test('limits make no velocity of an infinite output', () => {
  const channel = { index: 0, scale: -2, offset: 1, clamp: [0, 8] } as const;
  expect(velocity([Number.POSITIVE_INFINITY], channel)).toBe(Number.NEGATIVE_INFINITY);
  expect(velocity([-1e30], channel)).toBe(8);
});
