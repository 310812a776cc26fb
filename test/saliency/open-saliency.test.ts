import { readCard } from '../../src/config/model-card';
import { NetworkBrain } from '../../src/drive/brains/network';
import { ModelError } from '../../src/errors';
import { openSaliency } from '../../src/saliency/open-saliency';
import type { Frame } from '../../src/types';
import { writeTinyModel } from '../helpers/onnx-model';

/** Grey of another brightness in each column and row. */
function gradient(width = 640, height = 480, factor = 1): Frame {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.fill(
      factor * (((i % width) * 128) / width + (Math.floor(i / width) * 127) / height),
      3 * i,
      3 * i + 3,
    );
  }
  return { width, height, step: 3 * width, encoding: 'rgb8', data, sequence: 1, stamp: null, arrival_ms: 0 };
}

const tiny = (change: Parameters<typeof writeTinyModel>[0] = {}) =>
  readCard(writeTinyModel(change).modelFile);

async function mapsOf(card: ReturnType<typeof tiny>, frames: readonly Frame[], options = {}) {
  const saliency = await openSaliency(card, options);
  try {
    const maps = [];
    for (const frame of frames) maps.push(await saliency.saliencyOf(frame));
    return { saliency, maps };
  } finally {
    await saliency.close();
    await saliency.close();
  }
}

describe('openSaliency', () => {
  it('follows a convolution and says where the map lies in the frame', async () => {
    const { saliency, maps } = await mapsOf(tiny({ model: { convolution: true } }), [gradient()]);
    const [map] = maps;
    expect(saliency).toMatchObject({ model: 'tiny', method: 'visual-backprop', reason: null, frames: 1 });
    expect(map).toMatchObject({
      method: 'visual-backprop',
      width: 200,
      height: 66,
      crop: { left: 0, top: 240, right: 640, bottom: 480 },
      columns: { left: 0, right: 200 },
      changes: null,
    });
    expect(map!.values).toHaveLength(200 * 66);
    expect(Math.max(...map!.values)).toBe(1);
    expect(Math.min(...map!.values)).toBeGreaterThanOrEqual(0);
    // The brighter, the more.
    expect(map!.values.indexOf(1)).toBeGreaterThan(200 * 60);
  });

  it('scales the crop to the height of a frame', async () => {
    const { maps } = await mapsOf(tiny({ model: { convolution: true } }), [gradient(320, 240)]);
    expect(maps[0]!.crop).toEqual({ left: 0, top: 120, right: 320, bottom: 240 });
  });

  it('says which columns of the map the frame fills', async () => {
    const card = tiny({
      model: { convolution: true },
      card: (loose) => Object.assign(loose.contract.input, { fit: 'pad' }),
    });
    const { maps } = await mapsOf(card, [gradient()]);
    // 640x240 at a height of 66 is 176 wide.
    expect(maps[0]!.columns).toEqual({ left: 12, right: 188 });
  });

  it('falls back to occlusion without convolutions, and says why', async () => {
    const { saliency, maps } = await mapsOf(tiny(), [gradient()]);
    expect(saliency).toMatchObject({
      method: 'occlusion',
      reason: 'no convolution lies between the image and the command',
    });
    expect(maps[0]!.changes!.w_radps).toHaveLength(200 * 66);
  });

  it('falls back to occlusion for a graph that it cannot read', async () => {
    const card = tiny({ model: { convolution: true, loop: { always: 1, white: 0 } } });
    const { saliency, maps } = await mapsOf(card, [gradient()]);
    expect(saliency.method).toBe('occlusion');
    expect(saliency.reason).toContain('subgraph');
    expect(Math.max(...maps[0]!.values)).toBe(1);
  });

  it('measures exactly how a covered patch changes the command', async () => {
    // v is ten times the mean of red: a white square of a patch's size is worth its share of the image.
    const frame = gradient(200, 132, 0);
    for (let y = 77; y < 88; y++) frame.data.fill(255, 3 * (200 * y + 99), 3 * (200 * y + 110));
    const { maps } = await mapsOf(tiny(), [frame]);
    const [map] = maps;
    const share = (10 * 11 * 11) / (200 * 66);
    expect(map!.command.v_mps).toBeCloseTo(1 + share, 4);
    // Patches of 11 pixels lie every 5.5: one covers the square, the three others over its middle a half or a quarter of it.
    const at = (x: number, y: number) => map!.changes!.v_mps[y * 200 + x]!;
    expect(at(104, 16)).toBeLessThan(-0.4 * share);
    expect(at(104, 16)).toBeGreaterThan(-0.6 * share);
    expect(at(10, 60)).toBeCloseTo(0, 6);
    const best = map!.values.indexOf(1);
    expect([best % 200, Math.floor(best / 200)]).toEqual([expect.closeTo(104, -1), expect.closeTo(16, -1)]);
    expect(map!.values[60 * 200 + 10]).toBeCloseTo(0, 5);
  });

  it.each([
    [
      'actions',
      {
        actions: [
          [6, -1],
          [4, 1],
        ],
      },
    ],
    ['classes of v and of w', { v: { index: 0, classes: [6, 4] }, w: { index: 0, classes: [-1, 1] } }],
  ])(
    'finds what the score of the winner depends on, where no patch changes who wins: %s',
    async (_, heads) => {
      const card = tiny({
        // The first class has twice the score of the second, whatever is covered.
        model: { weights: [1, 0.5, 0, 0, 0, 0] },
        card: ({ contract }) =>
          Object.assign(contract, {
            output: { name: 'command', type: 'float32', shape: [1, 2], ...heads },
          }),
      });
      const frame = gradient(200, 132, 0);
      for (let y = 77; y < 88; y++) frame.data.fill(255, 3 * (200 * y + 99), 3 * (200 * y + 110));
      const { maps } = await mapsOf(card, [frame], { method: 'occlusion' });
      const [map] = maps;
      expect(map!.command).toEqual({ v_mps: 6, w_radps: -1 });
      const best = map!.values.indexOf(1);
      expect([best % 200, Math.floor(best / 200)]).toEqual([expect.closeTo(104, -1), expect.closeTo(16, -1)]);
      expect(map!.values[60 * 200 + 10]).toBeCloseTo(0, 5);
      // The command itself stays.
      expect(Math.max(...map!.changes!.w_radps.map(Math.abs))).toBe(0);
    },
  );

  it('answers the same command as the brain, and the same map again', async () => {
    const card = tiny({ model: { convolution: true } });
    const brain = await NetworkBrain.open('brain', card, { provider: 'cpu' });
    const { v_mps, w_radps } = await brain.decide(gradient());
    await brain.close();
    for (const method of ['visual-backprop', 'occlusion'] as const) {
      const { maps } = await mapsOf(card, [gradient(), gradient()], { method });
      expect(maps[0]!.command.v_mps).toBeCloseTo(v_mps, 4);
      expect(maps[0]!.command.w_radps).toBeCloseTo(w_radps, 4);
      expect(maps[1]).toEqual(maps[0]);
    }
  });

  it.each(['visual-backprop', 'occlusion'] as const)(
    'feeds states back from frame to frame: %s',
    async (method) => {
      const card = tiny({
        model: { convolution: true, memory: true },
        card: (loose) =>
          Object.assign(loose.contract, {
            states: [{ input: 'memory', output: 'memory_next', shape: [1, 2] }],
          }),
      });
      const { maps } = await mapsOf(card, [gradient(), gradient()], { method });
      // The tiny model adds its last answer: before the card's scale of 10 and offset of 1.
      expect(maps[1]!.command.v_mps - 1).toBeCloseTo(2 * (maps[0]!.command.v_mps - 1), 3);
      const saliency = await openSaliency(card, { method });
      await saliency.watch(gradient());
      const second = await saliency.saliencyOf(gradient());
      saliency.reset();
      const first = await saliency.saliencyOf(gradient());
      await saliency.close();
      expect([first, second]).toEqual(maps);
    },
  );

  it('stacks frames, and covers the newest of them', async () => {
    const card = tiny({
      // Red of the oldest frame and of the newest.
      model: { inputShape: [1, 6, 66, 200], weights: [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0] },
      card: (loose) => Object.assign(loose.contract.input, { shape: [1, 6, 66, 200], frames: 2 }),
    });
    const bright = gradient();
    const { saliency, maps } = await mapsOf(card, [gradient(640, 480, 0), bright]);
    expect(saliency.frames).toBe(2);
    const [, map] = maps;
    expect(map!.command.v_mps).toBeCloseTo(1, 5);
    expect(Math.max(...map!.changes!.v_mps.map(Math.abs))).toBe(0);
    expect(Math.max(...map!.changes!.w_radps.map(Math.abs))).toBeGreaterThan(0);
  });

  it('takes a tensor in place of a frame', async () => {
    const saliency = await openSaliency(tiny({ model: { convolution: true } }));
    const tensor = new Float32Array(3 * 66 * 200).fill(0.5);
    const map = await saliency.saliencyOfTensor(tensor, { width: 640, height: 480 });
    expect(map.crop).toEqual({ left: 0, top: 240, right: 640, bottom: 480 });
    expect(map.values[33 * 200 + 100]).toBe(1);
    await expect(saliency.saliencyOfTensor(tensor.subarray(1), { width: 640, height: 480 })).rejects.toThrow(
      /its input 'image' takes 39600 values \[1, 3, 66, 200\], 39599 were given/,
    );
    await saliency.close();
  });

  it('rejects a model that contradicts its card', async () => {
    const card = tiny({ model: { inputName: 'other' } });
    await expect(openSaliency(card)).rejects.toThrow(ModelError);
    await expect(openSaliency(card)).rejects.toThrow("its input is named 'other'");
  });
});
