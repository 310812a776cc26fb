import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { type AugmentPlan, augmentDataset } from '../../../src/models/dataset/augment/augment-dataset';
import { Dataset } from '../../../src/models/dataset/dataset';
import { DatasetWriter } from '../../../src/models/dataset/writer';
import { colouredFrame, DatasetFolder, rejectionOf } from '../../helpers/datasets';

const folder = new DatasetFolder();
const NOTHING = {
  mirror: false,
  extreme: false,
  noise: false,
  affine: false,
  brightness: false,
  weather: [],
};

async function augment(from: string, to: string, choice: Partial<AugmentPlan>) {
  const plan = { ...NOTHING, seed: 1, signal: new AbortController().signal, onProgress: () => {} };
  const counts = await augmentDataset({
    ...plan,
    from: await Dataset.open(from),
    to: folder.file(to),
    ...choice,
  });
  return { counts, dataset: await Dataset.open(folder.file(to)) };
}

test('Mirrored images follow all others, with left and right swapped and w negated', async () => {
  const from = await folder.record('plain', 3, (i) => 0.2 * (i + 1));
  const { counts, dataset } = await augment(from, 'mirrored', { mirror: true });
  expect(counts).toMatchObject({ read: 3, written: 6, variants: { original: 3, mirror: 3 } });
  expect(dataset.samples.map(({ w_radps }) => w_radps)).toEqual([0.2, 0.4, 0.6, -0.2, -0.4, -0.6]);
  const [upright, mirrored] = [await dataset.frame(2), await dataset.frame(5)];
  expect([...upright.data.subarray(0, 3)]).toEqual([2, 0, 7]);
  expect([...mirrored.data.subarray(0, 3)]).toEqual([0, 2, 7]);
});

test('Sequences are preserved and never continue across variants', async () => {
  const from = await folder.record('sequence', 2);
  const { dataset } = await augment(from, 'sequences', { mirror: true, brightness: true });
  const begins = dataset.samples.flatMap((_, i) => (dataset.startsSequence(i) ? [i] : []));
  expect(begins).toEqual([0, 2, 4, 6]);
});

test('A dataset without timestamps gets some that separate the variants', async () => {
  const labels = 'image_name,v,w\n0,7,0\n1,7,1.5\n2,7,0\n';
  const from = await folder.write('timeless', labels, ['0.png', '1.png', '2.png']);
  const { dataset } = await augment(from, 'timed', { mirror: true, extreme: true });
  const begins = dataset.samples.flatMap((_, i) => (dataset.startsSequence(i) ? [i] : []));
  // The turning image is repeated four more times after each of the two variants.
  expect(begins).toEqual([0, 3, 4, 5, 6, 7, 10, 11, 12, 13]);
  expect(dataset.samples.slice(0, 3).map(({ timestamp }) => timestamp)).toEqual([0, 0.05, 0.1]);
});

test('Sequences are preserved if some timestamps are missing', async () => {
  const labels = 'image_name,v,w,timestamp\n0,7,0,5.5\n1,7,0,9.5\n2,7,0,\n';
  const from = await folder.write('half timed', labels, ['0.png', '1.png', '2.png']);
  const { dataset } = await augment(from, 'whole', { mirror: true });
  const begins = dataset.samples.flatMap((_, i) => (dataset.startsSequence(i) ? [i] : []));
  expect(begins).toEqual([0, 1, 3, 4]);
});

test('Extreme turns are repeated five and ten times, as in DeepLearningStudio', async () => {
  const turns = [0, 1, -1.01, 2, 2.01];
  const from = await folder.record('turns', turns.length, (i) => turns[i]!);
  const { dataset, counts } = await augment(from, 'extreme', { extreme: true });
  const times = turns.map((turn) => dataset.samples.filter(({ w_radps }) => w_radps === turn).length);
  expect(times).toEqual([1, 1, 5, 5, 10]);
  expect(counts.written).toBe(22);
  // Copies are identical to their original.
  const copy = dataset.samples.findLast(({ w_radps }) => w_radps === 2.01)!;
  expect(readFileSync(copy.image).equals(readFileSync(path.join(from, '4.png')))).toBe(true);
});

test('Noise, shifts, brightness and weather change pixels, not labels, and are reproducible', async () => {
  const from = folder.file('one');
  const writer = new DatasetWriter(from);
  await writer.add(colouredFrame(150), { v_mps: 8, w_radps: 0.5 }, 0);
  await writer.finish();
  const choice = { noise: true, affine: true, brightness: true, weather: ['fog'] as const };
  const { dataset, counts } = await augment(from, 'changed', choice);
  const again = await augment(from, 'again', choice);
  const other = await augment(from, 'other', { ...choice, seed: 2 });
  expect(counts.variants).toEqual({ original: 1, noise: 1, affine: 1, brightness: 1, fog: 1 });
  for (let i = 0; i < 5; i++) {
    const bytes = (set: Dataset) => readFileSync(set.samples[i]!.image);
    expect(dataset.samples[i]!.w_radps).toBe(dataset.samples[0]!.w_radps);
    expect(bytes(again.dataset).equals(bytes(dataset))).toBe(true);
    const isOriginal = bytes(dataset).equals(readFileSync(path.join(from, '0.png')));
    expect(isOriginal).toBe(i === 0);
    expect(bytes(other.dataset).equals(bytes(dataset))).toBe(i === 0);
  }
});

test('The parts of a dataset are preserved', async () => {
  await folder.record('parts/b', 2);
  await folder.record('parts/a', 1);
  const { dataset } = await augment(folder.file('parts'), 'partly', { mirror: true });
  expect(dataset.parts.map(({ name, count }) => [name, count])).toEqual([
    ['a', 2],
    ['b', 4],
  ]);
  expect(readdirSync(folder.file('partly')).sort()).toEqual(['a', 'b', 'dataset.json']);
});

test('A dataset of one folder stays one folder with only images and labels', async () => {
  const from = await folder.record('single', 1);
  await augment(from, 'single out', { mirror: true });
  expect(readdirSync(folder.file('single out')).sort()).toEqual(['0.png', '1.png', 'data.csv']);
});

test('An interrupted augmentation leaves a valid dataset', async () => {
  const from = await folder.record('long', 6);
  const stop = new AbortController();
  const onProgress = (done: number) => done === 4 && stop.abort();
  const { counts, dataset } = await augment(from, 'short', { mirror: true, signal: stop.signal, onProgress });
  expect(counts).toMatchObject({ written: 4, complete: false });
  expect(dataset.samples).toHaveLength(4);
});

test.each([
  ['inside the dataset', 'spoilt/inner'],
  ['that contains the dataset', '.'],
  ['that is the dataset', 'spoilt'],
])('A target %s is rejected', async (_, to) => {
  const from = folder.file('spoilt');
  if (!existsSync(from)) await folder.record('spoilt', 1);
  expect(await rejectionOf(augment(from, to, { mirror: true }))).toMatch(
    /^ConfigurationError: .* choose a folder beside it/,
  );
});

test('An unreadable image is named, even if it is only copied', async () => {
  const from = await folder.record('broken', 2);
  truncateSync(path.join(from, '1.png'), 700);
  expect(await rejectionOf(augment(from, 'never', { extreme: true }))).toMatch(
    /1\.png: cannot be read as an image.*never contains what was written before; remove it before you try again/,
  );
  expect(existsSync(folder.file('never', '0.png'))).toBe(true);
});
