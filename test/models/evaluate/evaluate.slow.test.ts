import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledProviders } from '../../../src/drive/inference/session';
import { Dataset } from '../../../src/models/dataset/dataset';
import { type EvaluateOptions, evaluate } from '../../../src/models/evaluate/evaluate';
import { ADDING, FRAGILE, PLAIN, SUM_STATE, writeImages, writeModel } from './support/models';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-evaluation-'));
const models = path.join(folder, 'models');
let dataset: Dataset;
let plain: string;

beforeAll(async () => {
  plain = writeModel(models, 'plain', PLAIN);
  // Two sequences in the first part: time jumps before its third image.
  await writeImages(
    path.join(folder, 'set', 'a'),
    [
      [51, 0],
      [51, 51],
      [102, 0],
      [102, 51],
    ],
    [0, 0.05, 9, 9.05],
  );
  await writeImages(path.join(folder, 'set', 'b'), [
    [204, 102],
    [51, 0],
  ]);
  dataset = await Dataset.open(path.join(folder, 'set'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(files: string[], change: Partial<EvaluateOptions> = {}) {
  return evaluate({
    models: files,
    providers: ['cpu'],
    dataset,
    pictures: null,
    frames: 1,
    rounds: 2,
    seed: 1,
    threads: 1,
    reference: null,
    commandFor: (model, provider) => `measure ${model} on ${provider}`,
    ...change,
  });
}

test('a model that returns the labels has no error, and all its metrics are measured', async () => {
  const shares: number[] = [];
  const found = await run([plain], { frames: 13, onProgress: (share) => shares.push(share) });
  expect(found.dataset).toEqual({
    folder: path.join(folder, 'set'),
    pictures: 6,
    parts: [
      { part: 'a', pictures: 4 },
      { part: 'b', pictures: 2 },
    ],
  });
  const [model] = found.models;
  expect(model).toMatchObject({
    model: 'plain',
    provider: 'cpu',
    status: 'measured',
    reason: null,
    pictures: 6,
    parameters: 6,
    of_reference: { size_percent: 100, speed: 1, step_speed: 1 },
    // Three passes over six images.
    inference_time_ms: { timed: 18 },
  });
  expect(model!.mse).toBeLessThan(1e-9);
  expect(model!.parts.map(({ part, pictures }) => [part, pictures])).toEqual([
    ['a', 4],
    ['b', 2],
  ]);
  expect(model!.size_gzip_bytes).not.toBe(model!.size_bytes);
  expect(model!.step_time_ms.mean).toBeGreaterThan(model!.inference_time_ms.mean!);
  expect(model!.rounds).toHaveLength(found.settings.rounds);
  expect(model!.peak_memory_bytes).toBeGreaterThan(model!.bare_runtime_memory_bytes!);
  expect(model!.bare_runtime_memory_bytes).toBeGreaterThan(20e6);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
}, 180_000);

test('a network with memory sees its images in order and is reset at the start of a sequence', async () => {
  const adding = writeModel(models, 'adding', ADDING, SUM_STATE);
  // The labels are the answers of the plain model. The adding model sums the images of a sequence:
  // v = 10 sum + 1, so its error is 10 times the red of the earlier images, in m/s.
  const before = [0, 51, 0, 102, 0, 204].map((red) => red / 255);
  const expected_mps = before.reduce((sum, red) => sum + 10 * red, 0) / 6;
  for (const [frames, rounds] of [
    [1, 1],
    [1, 6],
    [24, 8],
  ] as const) {
    const { models: found } = await run([adding, plain], { frames, rounds, reference: 'plain' });
    expect(found[0]!.mean_absolute_error_v_mps).toBeCloseTo(expected_mps, 2);
    expect(found[1]!.mean_absolute_error_v_mps).toBeCloseTo(0, 2);
  }
}, 180_000);

test('failed models have a reason, and the others are evaluated', async () => {
  const broken = writeModel(models, 'broken', Buffer.from('no model at all'));
  const carded = path.join(folder, 'no_card.onnx');
  writeFileSync(carded, 'x');
  const fragile = writeModel(models, 'fragile', FRAGILE);
  const { models: found } = await run([broken, carded, fragile, plain], { reference: 'plain' });
  expect(found.map(({ model, status }) => [model, status])).toEqual([
    ['broken', 'failed'],
    ['no_card', 'failed'],
    ['fragile', 'failed'],
    ['plain', 'measured'],
  ]);
  expect(found[0]!.reason).toMatch(/broken\.onnx/);
  expect(found[1]!.reason).toMatch(/no_card\.card\.yml: the model's card is missing/);
  expect(found[1]).toMatchObject({ size_bytes: 1, parameters: null, mse: null, peak_memory_bytes: null });
  expect(found[2]!.reason).toMatch(/returned NaN or infinity for 1 of 6 images, first for .*b.0\.png/);
  expect(found[2]).toMatchObject({ mse: null, mse_v: null });
  expect(found[2]!.mse_w).not.toBeNull();
}, 180_000);

const without = bundledProviders().includes('cuda') ? test.skip : test;

without('a provider that cannot run here leaves a row with the command that measures it', async () => {
  const { models: found } = await run([plain], { providers: ['cpu', 'cuda'] });
  expect(found.map(({ provider_asked, status }) => [provider_asked, status])).toEqual([
    ['cpu', 'measured'],
    ['cuda', 'not_measured_here'],
  ]);
  expect(found[1]).toMatchObject({
    provider: null,
    mse: null,
    command: `measure ${plain} on cuda`,
    reason: expect.stringContaining("provider 'cuda' cannot run here"),
    inference_time_ms: { timed: 0, p50: null },
  });
});

test('models with the same name are distinguished by their files', async () => {
  const twin = writeModel(path.join(folder, 'other'), 'plain', PLAIN);
  const { models: found, settings } = await run([plain, twin]);
  expect(found.map(({ model }) => model)).toEqual([plain, twin]);
  expect(settings.reference).toBe(plain);
}, 180_000);

test('a limited number of images is taken from each part', async () => {
  const { dataset: used } = await run([plain], { pictures: 3 });
  expect(used.parts).toEqual([
    { part: 'a', pictures: 1 },
    { part: 'b', pictures: 2 },
  ]);
});

test('a reference that is not among the models is rejected before anything starts', async () => {
  await expect(run([plain], { reference: 'other' })).rejects.toThrow(
    '--reference other: is not among the models (plain)',
  );
});

test('an unreadable image is named, and nothing is left behind', async () => {
  const before = temporary();
  const set = path.join(folder, 'damaged');
  await writeImages(set, [
    [1, 2],
    [3, 4],
  ]);
  writeFileSync(path.join(set, '1.png'), 'no picture');
  await expect(run([plain], { dataset: await Dataset.open(set) })).rejects.toThrow(/1\.png/);
  await expectNothingSince(before);
}, 90_000);

test('an aborted evaluation rejects with the reason and leaves nothing behind', async () => {
  const before = temporary();
  const controller = new AbortController();
  const ended = run([plain], {
    frames: 1e6,
    signal: controller.signal,
    onProgress: (share) => share > 0.1 && controller.abort(new Error('enough')),
  });
  await expect(ended).rejects.toThrow('enough');
  await expectNothingSince(before);
}, 90_000);

/** Folders of evaluations that other tests run at the same time go away by themselves. */
async function expectNothingSince(before: readonly string[]): Promise<void> {
  const left = () => temporary().filter((name) => !before.includes(name));
  const deadline = Date.now() + 60_000;
  while (left().length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(left()).toEqual([]);
}

function temporary(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('f1-brain-evaluate-'));
}
