import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { Dataset } from '../../../src/models/dataset/dataset';
import { DatasetWriter } from '../../../src/models/dataset/writer';
import { colouredFrame, DatasetFolder, rejectionOf } from '../../helpers/datasets';
import { plainFrame } from '../../helpers/frames';

const folder = new DatasetFolder();

test('A written dataset is read back with the same labels, times and pixels', async () => {
  const set = await folder.record('round', 12);
  expect(readFileSync(path.join(set, 'data.csv'), 'utf8').split('\n').slice(0, 3)).toEqual([
    'image_name,v,w,timestamp',
    '0.png,8,0,0',
    '1.png,8,0.1,0.05',
  ]);
  const dataset = await Dataset.open(set);
  expect(dataset.samples).toHaveLength(12);
  for (const i of [0, 5, 11]) {
    expect(dataset.samples[i]).toMatchObject({ name: `${i}.png`, v_mps: 8, timestamp: i / 20 });
    expect(dataset.samples[i]!.w_radps).toBeCloseTo(0.1 * i, 6);
    const frame = await dataset.frame(i);
    expect(Buffer.compare(frame.data, colouredFrame(i).data)).toBe(0);
  }
});

test('A folder contains only images and labels, since loaders treat every other file as an image', async () => {
  const set = await folder.record('bare', 3);
  expect(readdirSync(set).sort()).toEqual(['0.png', '1.png', '2.png', 'data.csv']);
});

test.each([
  ['bgr8', [3, 2, 1]],
  ['rgba8', [1, 2, 3, 255]],
  ['bgra8', [3, 2, 1, 255]],
] as const)('Frames of %s with row padding are converted to RGB', async (encoding, pixel) => {
  const writer = new DatasetWriter(folder.file(encoding));
  await writer.add(plainFrame([...pixel], { encoding, padding: 12 }), { v_mps: 7, w_radps: 0 }, 1);
  await writer.finish();
  const frame = await (await Dataset.open(folder.file(encoding))).frame(0);
  expect([...frame.data.subarray(0, 3), ...frame.data.subarray(-3)]).toEqual([1, 2, 3, 1, 2, 3]);
});

test('A grey frame is converted to RGB', async () => {
  const writer = new DatasetWriter(folder.file('grey'));
  await writer.add(plainFrame([77], { encoding: 'mono8' }), { v_mps: 7, w_radps: 0 }, 1);
  await writer.finish();
  const frame = await (await Dataset.open(folder.file('grey'))).frame(0);
  expect([...frame.data.subarray(0, 3)]).toEqual([77, 77, 77]);
});

test('Pixels are copied before add returns', async () => {
  const writer = new DatasetWriter(folder.file('reused'), { concurrency: 3 });
  const frame = plainFrame([0, 0, 0]);
  for (let i = 0; i < 8; i++) {
    frame.data.fill(i);
    const taken = writer.add(frame, { v_mps: 7, w_radps: 0 }, i);
    frame.data.fill(99);
    await taken;
  }
  await writer.finish();
  const dataset = await Dataset.open(folder.file('reused'));
  for (let i = 0; i < 8; i++) expect((await dataset.frame(i)).data[0]).toBe(i);
});

test('Every row has its image at any time', async () => {
  const writer = new DatasetWriter(folder.file('growing'));
  for (let i = 0; i < 10; i++) {
    await writer.add(colouredFrame(i), { v_mps: 7, w_radps: 0 }, i / 20);
    if (writer.count === 0) continue;
    const { samples } = await Dataset.open(folder.file('growing'));
    expect(samples.length).toBeGreaterThanOrEqual(1);
    expect(samples.at(-1)!.name).toBe(`${samples.length - 1}.png`);
  }
  await writer.finish();
  expect(writer.count).toBe(10);
});

test('A recording without images leaves nothing behind', async () => {
  const writer = new DatasetWriter(folder.file('nothing'));
  await writer.open();
  await writer.finish();
  expect(existsSync(folder.file('nothing'))).toBe(false);
  const there = folder.file('there');
  mkdirSync(there);
  const second = new DatasetWriter(there);
  await second.open();
  await second.finish();
  expect(readdirSync(there)).toEqual([]);
});

test.each([
  ['contains a dataset', 'data.csv', /already contains a dataset; choose another folder/],
  ['contains other files', 'notes.txt', /is not empty; choose another folder/],
])('A folder that %s is rejected and unchanged', async (_, file, message) => {
  const there = folder.file(`full-${file}`);
  mkdirSync(there);
  writeFileSync(path.join(there, file), 'mine');
  expect(await rejectionOf(new DatasetWriter(there).open())).toMatch(message);
  expect(readFileSync(path.join(there, file), 'utf8')).toBe('mine');
});

test('A full disk leaves neither an image without its row nor half a row', async () => {
  const set = folder.file('full');
  const writer = new DatasetWriter(set);
  await writer.add(colouredFrame(1), { v_mps: 7, w_radps: 0 }, 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const handle = await open(path.join(set, 'data.csv'));
  const append = jest.spyOn(Object.getPrototypeOf(handle), 'appendFile').mockImplementation(async function (
    this: unknown,
    row: unknown,
  ) {
    await (this as FileHandle).write(String(row).slice(0, 5));
    throw new Error('ENOSPC: no space left on device');
  });
  try {
    await writer.add(colouredFrame(2), { v_mps: 7, w_radps: 0 }, 1).catch(() => null);
    await expect(writer.finish()).rejects.toThrow(/cannot write 1.png \(ENOSPC/);
  } finally {
    append.mockRestore();
    await handle.close();
  }
  expect(readdirSync(set).sort()).toEqual(['0.png', 'data.csv']);
  expect((await Dataset.open(set)).samples).toHaveLength(1);
});

test('A folder that cannot be written is named', async () => {
  writeFileSync(folder.file('file'), '');
  expect(await rejectionOf(new DatasetWriter(folder.file('file', 'set')).open())).toMatch(
    /^ConfigurationError: .*set: cannot write a dataset there/,
  );
});

test.each([
  [
    'An image of the wrong size',
    plainFrame([1, 2, 3], { width: 320, height: 240 }),
    7,
    /are 320x240; datasets require 640x480/,
  ],
  ['A label that is not a number', plainFrame([1, 2, 3]), Number.NaN, /v NaN m\/s/],
  ['A label out of range', plainFrame([1, 2, 3]), -2, /v -2 m\/s .* is not a valid label: .* v from 0 to 50/],
])('%s is rejected, and earlier images stay', async (_, frame, v_mps, message) => {
  const set = folder.file(`refused-${v_mps}`);
  const writer = new DatasetWriter(set);
  await writer.add(colouredFrame(1), { v_mps: 7, w_radps: 0 }, 0);
  expect(await rejectionOf(writer.add(frame, { v_mps, w_radps: 0 }, 1))).toMatch(message);
  await writer.finish();
  expect((await Dataset.open(set)).samples).toHaveLength(1);
});

test('An image that cannot be written ends the recording, and earlier rows stay valid', async () => {
  const set = folder.file('disk');
  const writer = new DatasetWriter(set, { concurrency: 1 });
  await writer.add(colouredFrame(1), { v_mps: 7, w_radps: 0 }, 0);
  // A folder is in the place of the third image.
  mkdirSync(path.join(set, '2.png', 'in the way'), { recursive: true });
  const said = await rejectionOf(
    (async () => {
      for (let i = 1; i < 6; i++) await writer.add(colouredFrame(i), { v_mps: 7, w_radps: 0 }, i);
    })(),
  );
  expect(said).toMatch(/^ConfigurationError: .*disk: cannot write 2\.png/);
  expect(await rejectionOf(writer.finish())).toMatch(/cannot write 2\.png/);
  expect((await Dataset.open(set)).samples.map(({ name }) => name)).toEqual(['0.png', '1.png']);
  expect(readdirSync(set).filter((name) => name.startsWith('.'))).toEqual([]);
});
