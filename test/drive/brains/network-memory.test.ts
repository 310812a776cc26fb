import { readCard } from '../../../src/config/model-card';
import { NetworkBrain } from '../../../src/drive/brains/network';
import { StampWatch } from '../../../src/drive/brains/stamp-watch';
import { openSession } from '../../../src/drive/inference/session';
import type { Frame } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';
import { type LooseCard, writeTinyModel } from '../../helpers/onnx-model';

const states = [{ input: 'memory', output: 'memory_next', shape: [1, 2] }];
const plainOutput = { v: { index: 0, scale: 1, offset: 0 }, w: { index: 1, scale: 1, offset: 0 } };
const remembering = () =>
  writeTinyModel({
    model: { memory: true },
    card: ({ contract }) => {
      Object.assign(contract, { states });
      Object.assign(contract.output, plainOutput);
    },
  }).modelFile;

const stacked = (change: (card: LooseCard) => void = () => {}) =>
  writeTinyModel({
    // v is the red of the oldest frame, w that of the newest.
    model: {
      inputShape: [1, 9, 66, 200],
      weights: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
    },
    card: (card) => {
      Object.assign(card.contract.input, { shape: [1, 9, 66, 200], frames: 3, scale: 1 });
      Object.assign(card.contract.output, plainOutput);
      change(card);
    },
  }).modelFile;

const at = (seconds: number, red = 255): Frame => ({
  ...plainFrame([red, 0, 0]),
  stamp: { sec: Math.floor(seconds), nsec: Math.round((seconds % 1) * 1e9) },
});

const open = (modelFile: string, compensates = false) =>
  NetworkBrain.open('memory', readCard(modelFile), { provider: 'cpu', compensates });

async function speeds(brain: NetworkBrain, times_s: number[]): Promise<number[]> {
  const found: number[] = [];
  for (const time_s of times_s) found.push((await brain.decide(at(time_s))).v_mps);
  return found;
}

describe('a network with a memory', () => {
  test('hands its states from frame to frame', async () => {
    const brain = await open(remembering());
    expect(await speeds(brain, [0, 0.05, 0.1, 0.15])).toEqual([1, 2, 3, 4]);
    await brain.close();
  });

  test('begins to drive with an empty memory, whatever warmed it up', async () => {
    const brain = await open(remembering());
    await speeds(brain, [100, 100.05]);
    await brain.warmUp();
    expect(await speeds(brain, [0])).toEqual([1]);
    brain.reset();
    expect(await speeds(brain, [0.05, 0.1])).toEqual([1, 2]);
    await brain.close();
  });

  test('forgets when the stamps go back or leave out more than a second', async () => {
    const brain = await open(remembering());
    expect(await speeds(brain, [5, 5.05, 6.05, 7.06, 7.1, 0.02, 0.07])).toEqual([1, 2, 3, 1, 2, 1, 2]);
    await brain.close();
  });

  test('forgets when asked, also in the middle of its two buffers', async () => {
    const session = await openSession(readCard(remembering()), { provider: 'cpu' });
    session.input.fill(1);
    for (const runs of [1, 2, 3]) {
      session.resetStates();
      for (let run = 0; run < runs; run++) await session.run();
      expect(session.output[0]).toBeCloseTo(runs, 5);
    }
    await session.close();
  });
});

describe('a network of stacked frames', () => {
  test('sees the last three, and the first three times after a jump', async () => {
    const brain = await open(stacked());
    const answers: number[][] = [];
    for (const [time_s, red] of [
      [0, 10],
      [0.05, 20],
      [0.1, 30],
      [0.15, 40],
      [9, 50],
    ] as const) {
      const { v_mps, w_radps } = await brain.decide(at(time_s, red));
      answers.push([v_mps, w_radps].map(Math.round));
    }
    expect(answers).toEqual([
      [10, 10],
      [10, 20],
      [10, 30],
      [20, 40],
      [50, 50],
    ]);
    await brain.close();
  });

  test.each([
    ['of its training', { interval_ms: 50 }, true, [10, 10, 10, 20]],
    ['of its training, without compensation', { interval_ms: 50 }, false, [10, 10, 10, 20]],
    ['three times as long', { interval_ms: 17 }, true, [10, 20, 30, 40]],
    ['three times as long, without compensation', { interval_ms: 17 }, false, [10, 10, 10, 20]],
    ['that its card does not know', {}, true, [10, 10, 10, 20]],
  ])('sees the newest alone unless frames come at the interval of its training: %s', async (...row) => {
    const [, interval, compensates, oldest] = row;
    const modelFile = stacked(({ contract }) => Object.assign(contract.input, interval));
    const brain = await open(modelFile, compensates);
    const seen: number[] = [];
    for (const i of [0, 1, 2, 3]) {
      seen.push(Math.round((await brain.decide(at(0.05 * i, 10 * (i + 1)))).v_mps));
    }
    expect(seen).toEqual(oldest);
    await brain.close();
  });

  test('whose card says another count is refused', async () => {
    const one = stacked(({ contract }) =>
      Object.assign(contract.input, { shape: [1, 3, 66, 200], frames: 1 }),
    );
    await expect(open(one)).rejects.toThrow(
      /input has shape \[1, 9, 66, 200\], but tiny.card.yml says .*\(one frame; the model takes 3: contract.input.frames\)/,
    );
    const two = stacked(({ contract }) => Object.assign(contract.input, { frames: 2 }));
    expect(() => readCard(two)).toThrow(/input.frames is 2, which makes 6 colour channels, but shape has 9/);
    const unsaid = stacked(({ contract }) => Object.assign(contract.input, { frames: undefined }));
    expect(() => readCard(unsaid)).toThrow(
      /has no 3 colour channels .* for a stack of 3 frames write frames: 3/,
    );
  });
});

describe('a card of states', () => {
  test.each<[string, unknown, RegExp]>([
    ['no list', 'memory', /contract.states must be a list/],
    [
      'a mistyped key',
      [{ ...states[0], ouput: 'x' }],
      /contract.states\[0\].ouput is not a known key \(did you mean 'output'\?\)/,
    ],
    [
      'a shape that is not whole',
      [{ ...states[0], shape: [1, 0.5] }],
      /states\[0\].shape must hold whole numbers/,
    ],
    ['a name twice', [{ ...states[0], output: 'command' }], /contract.states uses the name 'command' twice/],
  ])('is refused with %s', (_, value, message) => {
    const { modelFile } = writeTinyModel({
      model: { memory: true },
      card: ({ contract }) => Object.assign(contract, { states: value }),
    });
    expect(() => readCard(modelFile)).toThrow(message);
  });

  test.each<[string, object | null, RegExp]>([
    ['knows none', null, /input count is 2 \(memory, image\).*belong in contract.states/],
    [
      'has another name',
      { input: 'hidden' },
      /its input is named 'memory' and 'image', but .* says 'hidden' float32 \[1, 2\]/,
    ],
    [
      'has another shape',
      { shape: [1, 3] },
      /its input has shape \[1, 2\], but .* says 'memory' float32 \[1, 3\]/,
    ],
  ])('that %s is not the model', async (_, change, message) => {
    const { modelFile } = writeTinyModel({
      model: { memory: true },
      card: ({ contract }) =>
        change === null || Object.assign(contract, { states: [{ ...states[0], ...change }] }),
    });
    await expect(openSession(readCard(modelFile), { provider: 'cpu' })).rejects.toThrow(message);
  });

  test('is read with parent and the whole document', () => {
    const { modelFile } = writeTinyModel({
      card: (card) =>
        Object.assign(card, {
          precision: 'int8',
          parent: { name: 'pilotnet', sha256: 'ab' },
          figures: { mse: 1 },
        }),
    });
    const card = readCard(modelFile);
    expect(card).toMatchObject({ precision: 'int8', parent: { name: 'pilotnet', sha256: 'ab' }, states: [] });
    expect(card.document.figures).toEqual({ mse: 1 });
  });
});

describe('the watch over stamps', () => {
  test('lets frames without a stamp, equal stamps and a second pass', () => {
    const watch = new StampWatch();
    const stamps = [at(1), at(1), at(2), { stamp: null }, at(2.5), at(3.6), at(3.5)].map(
      ({ stamp }) => stamp,
    );
    expect(stamps.map((stamp) => watch.interrupts(stamp))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
