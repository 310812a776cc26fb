import { readBrain } from '../../../src/config/brain-file';
import { openBrain } from '../../../src/drive/brains/open-brain';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';

const open = (change: Parameters<typeof writeTinyModel>[0] = {}) =>
  openBrain(readBrain(writeTinyModel(change).brainFile), { provider: 'cpu' });

describe('the network brain', () => {
  test('answers what the card makes of the model output', async () => {
    const brain = await open();
    await brain.warmUp();
    const command = await brain.decide(plainFrame([102, 204, 0]));
    // v = 10 * red / 255 + 1, w = 2 * green / 255 - 1
    expect(command.v_mps).toBeCloseTo(5, 3);
    expect(command.w_radps).toBeCloseTo(0.6, 3);
    expect(command.inference_ms).toBeGreaterThan(0);
    expect(brain).toMatchObject({ name: 'tiny_brain', model: 'tiny', provider: 'cpu' });
    await brain.close();
  });

  test.each([
    ['bgr8', [0, 204, 102]],
    ['rgba8', [102, 204, 0, 7]],
    ['bgra8', [0, 204, 102, 7]],
  ] as const)('sees the same colours in %s', async (encoding, pixel) => {
    const brain = await open();
    const command = await brain.decide(plainFrame([...pixel], { encoding, padding: 5 }));
    expect(command.v_mps).toBeCloseTo(5, 3);
    expect(command.w_radps).toBeCloseTo(0.6, 3);
    await brain.close();
  });

  test('sees grey in mono8, and any picture size', async () => {
    const brain = await open();
    for (const [width, height] of [
      [320, 240],
      [1280, 720],
      [641, 481],
    ] as const) {
      const command = await brain.decide(plainFrame([51], { encoding: 'mono8', width, height }));
      expect(command.v_mps).toBeCloseTo(3, 3);
    }
    await brain.close();
  });

  test('normalises by mean and standard deviation where the card says so', async () => {
    const brain = await open({
      card: (card) => Object.assign(card.contract.input, { mean: [0.2, 0, 0], std: [0.5, 1, 1] }),
    });
    const { v_mps } = await brain.decide(plainFrame([102, 0, 0]));
    expect(v_mps).toBeCloseTo(10 * ((0.4 - 0.2) / 0.5) + 1, 3);
    await brain.close();
  });

  test('pads to the width with black where the card keeps the aspect ratio', async () => {
    const brain = await open({
      card: (card) => Object.assign(card.contract.input, { crop: { top: 0, bottom: 480 }, fit: 'pad' }),
    });
    const { v_mps } = await brain.decide(plainFrame([255, 0, 0]));
    // 640x480 becomes 88x66 of 200x66.
    expect(v_mps).toBeCloseTo(10 * (88 / 200) + 1, 3);
    await brain.close();
  });

  test('resamples with sharp where the card asks for it', async () => {
    const brain = await open({ card: (card) => Object.assign(card.contract.input, { resize: 'sharp' }) });
    const { v_mps, w_radps } = await brain.decide(plainFrame([0, 204, 102], { encoding: 'bgr8' }));
    expect(v_mps).toBeCloseTo(5, 3);
    expect(w_radps).toBeCloseTo(0.6, 3);
    await brain.close();
  });

  test('is refused when it answers no numbers', async () => {
    const brain = await open({ model: { weights: [Number.NaN, 0, 0, 1, 0, 0] } });
    await expect(brain.warmUp()).rejects.toThrow(/answers a black frame with v NaN m\/s/);
  });

  test.each([
    [{ ImageSize: [100, 50] }, /Parameters.ImageSize contradicts .*tiny.card.yml, where the input is 200x66/],
    [{ ImageCropped: false }, /Parameters.ImageCropped contradicts/],
    [{ Modle: 'x' }, /Parameters.Modle is not a known key \(did you mean 'Model'\?\)/],
    [{ Provider: 'cudo' }, /Provider is 'cudo', must be one of .* \(did you mean 'cuda'\?\)/],
  ])('refuses a YAML that contradicts the card: %j', async (parameters, message) => {
    await expect(openBrain(readBrain(writeTinyModel({ parameters }).brainFile))).rejects.toThrow(message);
  });

  test('accepts a YAML of BehaviorMetrics that agrees with the card', async () => {
    const brain = await open({
      parameters: {
        ImageCrop: true,
        ImageSize: [200, 66],
        ImageNormalized: true,
        PredictionsNormalized: true,
        GPU: true,
        UseOptimized: true,
      },
    });
    expect(brain.provider).toBe('cpu');
    await brain.close();
  });
});
