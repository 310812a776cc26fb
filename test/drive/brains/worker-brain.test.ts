import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkerBrain } from '../../../src/drive/brains/worker-brain';
import { bundledProviders } from '../../../src/drive/inference/session';
import { ConfigurationError, ModelError, ProviderError, RestartError } from '../../../src/errors';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';

/** A brain of a user's own: steers by the first byte, and misbehaves on request. */
const OWN_BRAIN = `
export default (parameters: { speed: number }) => ({
  decide(frame: { data: Uint8Array }) {
    if (frame.data[0] === 1) throw new Error('no line in sight');
    if (frame.data[0] === 2) return { v_mps: 'fast' };
    if (frame.data[0] === 3) for (;;);
    if (frame.data[0] === 4) process.exit(7);
    if (frame.data[0] === 5) return { v_mps: 0, w_radps: 1.5, taken: 'as-is' };
    return { v_mps: parameters.speed, w_radps: frame.data[0] / 100 };
  },
});
`;

function ownBrain(source = OWN_BRAIN, file = 'own.ts'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-own-'));
  writeFileSync(path.join(folder, file), source);
  const yaml = path.join(folder, 'own.yml');
  writeFileSync(yaml, `Behaviors:\n  Robot:\n    BrainPath: ./${file}\n    Parameters: {speed: 9}\n`);
  return yaml;
}

describe('a brain in its own thread', () => {
  const open: WorkerBrain[] = [];
  const start = async (brainFile: string) => {
    const brain = await WorkerBrain.open({ brainFile, provider: 'cpu' });
    open.push(brain);
    return brain;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((brain) => brain.close()));
  });

  test('answers as it would here, for frames of any size', async () => {
    const brain = await start(writeTinyModel().brainFile);
    expect(brain).toMatchObject({ name: 'tiny_brain', model: 'tiny', provider: 'cpu' });
    for (const [width, height] of [
      [640, 480],
      [1280, 960],
      [320, 240],
    ] as const) {
      const { v_mps, w_radps, inference_ms } = await brain.decide(
        plainFrame([102, 204, 0], { width, height }),
      );
      expect(v_mps).toBeCloseTo(5, 3);
      expect(w_radps).toBeCloseTo(0.6, 3);
      expect(inference_ms).toBeGreaterThan(0);
    }
  });

  test.each([
    ['TypeScript', OWN_BRAIN, 'own.ts'],
    [
      'CommonJS',
      'module.exports = ({speed}) => ({decide: (f) => ({v_mps: speed, w_radps: f.data[0] / 100})})',
      'own.cjs',
    ],
    [
      'an ES module',
      'export default ({speed}) => ({decide: async (f) => ({v_mps: speed, w_radps: f.data[0] / 100})})',
      'own.mjs',
    ],
  ])('may be written in %s', async (_, source, file) => {
    const brain = await start(ownBrain(source, file));
    expect(await brain.decide(plainFrame([50, 0, 0]))).toEqual({
      v_mps: 9,
      w_radps: 0.5,
      inference_ms: null,
    });
  });

  test('passes on that an answer is a manoeuvre', async () => {
    const brain = await start(ownBrain());
    expect(await brain.decide(plainFrame([5, 0, 0]))).toEqual({
      v_mps: 0,
      w_radps: 1.5,
      inference_ms: null,
      taken: 'as-is',
    });
  });

  test('tells why it failed, and goes on with the next frame', async () => {
    const brain = await start(ownBrain());
    await expect(brain.decide(plainFrame([1, 0, 0]))).rejects.toThrow('no line in sight');
    await expect(brain.decide(plainFrame([2, 0, 0]))).rejects.toThrow(
      /must return \{ v_mps, w_radps \} as numbers/,
    );
    expect(await brain.decide(plainFrame([7, 0, 0]))).toMatchObject({ w_radps: 0.07 });
  });

  test('is started again when its thread ends by itself', async () => {
    const brain = await start(ownBrain());
    const failure = await brain.decide(plainFrame([4, 0, 0])).catch((error: Error) => error);
    expect(failure).toEqual(new RestartError("the brain's thread ended: exit code 7"));
    expect(failure).toBeInstanceOf(RestartError);
    for (;;) {
      const answer = await brain.decide(plainFrame([7, 0, 0])).catch(() => null);
      if (answer !== null) {
        expect(answer).toMatchObject({ w_radps: 0.07 });
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  test('does not block this thread when it hangs, and can be started anew', async () => {
    const brain = await start(ownBrain());
    const hanging = brain.decide(plainFrame([3, 0, 0]));
    const outcome = hanging.then(
      () => 'answered',
      (error: Error) => error.message,
    );
    const still = await Promise.race([
      outcome,
      new Promise((resolve) => setTimeout(() => resolve('hangs'), 100)),
    ]);
    expect(still).toBe('hangs');
    await brain.restart();
    expect(await outcome).toBe('the brain did not answer and was restarted');
    expect(await brain.decide(plainFrame([7, 0, 0]))).toMatchObject({ w_radps: 0.07 });
  });

  test('is given up when it hangs again and again', async () => {
    const brain = await start(ownBrain());
    for (let times = 1; times <= 3; times += 1) {
      const outcome = brain.decide(plainFrame([3, 0, 0])).catch((error: Error) => error.message);
      await brain.restart();
      expect(await outcome).toBe('the brain did not answer and was restarted');
    }
    await expect(brain.restart()).rejects.toThrow('was restarted 3 times already');
    expect(await brain.decide(plainFrame([7, 0, 0]))).toMatchObject({ w_radps: 0.07 });
  });

  test('is closed while it hangs', async () => {
    const brain = await start(ownBrain());
    const outcome = brain.decide(plainFrame([3, 0, 0])).catch((error: Error) => error.message);
    await brain.close();
    expect(await outcome).toBe('the brain is closed');
  });

  test('stays closed though it was being started anew', async () => {
    const brain = await start(
      ownBrain('module.exports = () => ({ decide: () => new Promise(() => {}) })', 'own.cjs'),
    );
    const restarting = brain.restart();
    await brain.close();
    await restarting;
    await expect(brain.decide(plainFrame([7, 0, 0]))).rejects.toThrow('the brain did not answer');
  });

  test.each([
    ['that throws', 'throw new Error("typo on line 3")', /the brain cannot be loaded: typo on line 3/],
    ['without a function', 'module.exports = 5', /its default export must be a function .* found number/],
    ['whose brain cannot decide', 'module.exports = () => ({})', /has no function decide\(frame\)/],
    ['that is no JavaScript', 'const const = 1', /the brain cannot be loaded: /],
  ])('is refused as a module %s', async (_, source, message) => {
    const opening = start(ownBrain(source, 'own.cjs'));
    await expect(opening).rejects.toThrow(ConfigurationError);
    await expect(opening).rejects.toThrow(message);
  });

  test('reports broken models and providers as what they are', async () => {
    await expect(start(writeTinyModel({ content: Buffer.from('x') }).brainFile)).rejects.toThrow(ModelError);
    if (bundledProviders().includes('cuda')) return;
    const { brainFile } = writeTinyModel();
    await expect(WorkerBrain.open({ brainFile, provider: 'cuda' })).rejects.toThrow(ProviderError);
  });
});
