import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { Dataset } from '../../../src/models/dataset/dataset';
import { DatasetWriter } from '../../../src/models/dataset/writer';
import { colouredFrame, complaintOf, DatasetFolder } from '../../helpers/datasets';
import { plainFrame } from '../../helpers/frames';

const folder = new DatasetFolder();

test('What is written is read again: labels, times and pixels', async () => {
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

test('A folder holds pictures and labels and nothing else, since loaders take every other file for a picture', async () => {
  const set = await folder.record('bare', 3);
  expect(readdirSync(set).sort()).toEqual(['0.png', '1.png', '2.png', 'data.csv']);
});

test.each([
  ['bgr8', [3, 2, 1]],
  ['rgba8', [1, 2, 3, 255]],
  ['bgra8', [3, 2, 1, 255]],
] as const)('Frames of %s with gaps between rows become RGB', async (encoding, pixel) => {
  const writer = new DatasetWriter(folder.file(encoding));
  await writer.add(plainFrame([...pixel], { encoding, padding: 12 }), { v_mps: 7, w_radps: 0 }, 1);
  await writer.finish();
  const frame = await (await Dataset.open(folder.file(encoding))).frame(0);
  expect([...frame.data.subarray(0, 3), ...frame.data.subarray(-3)]).toEqual([1, 2, 3, 1, 2, 3]);
});

test('A grey frame becomes grey RGB', async () => {
  const writer = new DatasetWriter(folder.file('grey'));
  await writer.add(plainFrame([77], { encoding: 'mono8' }), { v_mps: 7, w_radps: 0 }, 1);
  await writer.finish();
  const frame = await (await Dataset.open(folder.file('grey'))).frame(0);
  expect([...frame.data.subarray(0, 3)]).toEqual([77, 77, 77]);
});

test('The pixels are copied: a frame may be overwritten as soon as add has returned', async () => {
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

test('While it writes, every row has its picture', async () => {
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

test('A recording of nothing leaves nothing behind', async () => {
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
  ['holds a dataset', 'data.csv', /holds a dataset already; name another folder/],
  ['holds anything', 'notes.txt', /is not empty; name another folder/],
])('A folder that %s is left alone', async (_, file, complaint) => {
  const there = folder.file(`full-${file}`);
  mkdirSync(there);
  writeFileSync(path.join(there, file), 'mine');
  expect(await complaintOf(new DatasetWriter(there).open())).toMatch(complaint);
  expect(readFileSync(path.join(there, file), 'utf8')).toBe('mine');
});

test('A disk that is full leaves neither a picture without its row nor half a row', async () => {
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

test('A folder where nothing can be written is said', async () => {
  writeFileSync(folder.file('file'), '');
  expect(await complaintOf(new DatasetWriter(folder.file('file', 'set')).open())).toMatch(
    /^ConfigurationError: .*set: cannot write a dataset there/,
  );
});

test.each([
  [
    'a picture of another size',
    plainFrame([1, 2, 3], { width: 320, height: 240 }),
    7,
    /are 320x240; datasets hold 640x480/,
  ],
  ['a label that is no number', plainFrame([1, 2, 3]), Number.NaN, /v NaN m\/s/],
  ['a label that no dataset has', plainFrame([1, 2, 3]), -2, /v -2 m\/s .* is no label: .* v from 0 to 50/],
])('%s is refused, what came before stays', async (_, frame, v_mps, complaint) => {
  const set = folder.file(`refused-${v_mps}`);
  const writer = new DatasetWriter(set);
  await writer.add(colouredFrame(1), { v_mps: 7, w_radps: 0 }, 0);
  expect(await complaintOf(writer.add(frame, { v_mps, w_radps: 0 }, 1))).toMatch(complaint);
  await writer.finish();
  expect((await Dataset.open(set)).samples).toHaveLength(1);
});

test('A picture that cannot be written ends the recording; the rows before it stay true', async () => {
  const set = folder.file('disk');
  const writer = new DatasetWriter(set, { concurrency: 1 });
  await writer.add(colouredFrame(1), { v_mps: 7, w_radps: 0 }, 0);
  // A folder stands where the third picture should go.
  mkdirSync(path.join(set, '2.png', 'in the way'), { recursive: true });
  const said = await complaintOf(
    (async () => {
      for (let i = 1; i < 6; i++) await writer.add(colouredFrame(i), { v_mps: 7, w_radps: 0 }, i);
    })(),
  );
  expect(said).toMatch(/^ConfigurationError: .*disk: cannot write 2\.png/);
  expect(await complaintOf(writer.finish())).toMatch(/cannot write 2\.png/);
  expect((await Dataset.open(set)).samples.map(({ name }) => name)).toEqual(['0.png', '1.png']);
  expect(readdirSync(set).filter((name) => name.startsWith('.'))).toEqual([]);
});
