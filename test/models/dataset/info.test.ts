import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { svgToPng } from '../../../src/image/svg';
import type { JsonObject } from '../../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { measureText } from '../../../src/measure/report/charts/text-width';
import { Dataset } from '../../../src/models/dataset/dataset';
import { chooseBins, findBin, nameBins } from '../../../src/models/dataset/info/bins';
import { checkImages, countDuplicates, inspectParts } from '../../../src/models/dataset/info/check-images';
import { renderContactSheet } from '../../../src/models/dataset/info/contact-sheet';
import { formatDataset } from '../../../src/models/dataset/info/format-dataset';
import { buildLabelChart } from '../../../src/models/dataset/info/label-chart';
import { formatLabelTable } from '../../../src/models/dataset/info/label-table';
import { computeStatistics } from '../../../src/models/dataset/info/statistics';
import { DatasetFolder, rejectionOf } from '../../helpers/datasets';

const folder = new DatasetFolder();
const LABELS = 'image_name,v,w,timestamp\n0,6,-3,0\n1,10,1,0.05\n2,0,1.5,2\n3,8,0.5,1.5\n';
const four = () => folder.write('four', LABELS, ['0.png', '1.png', '2.png', '3.png']);

test('The statistics of labels', async () => {
  const { whole, parts } = computeStatistics(await Dataset.open(await four()));
  expect(parts).toHaveLength(1);
  expect(whole).toMatchObject({
    count: 4,
    v_mps: { mean: 6, min: 0, max: 10 },
    w_radps: { mean: 0, min: -3, max: 1.5 },
    share_w_over_1: 0.5,
    share_w_over_2: 0.25,
    standing: 1,
    sequences: 3,
    longest_sequence: 2,
    median_step_s: 0.05,
    longest_gap_s: 1.95,
    backward_steps: 1,
    without_timestamp: 0,
  });
  expect(whole.v_mps.std).toBeCloseTo(Math.sqrt((0 + 16 + 36 + 4) / 4), 9);
});

test('Time statistics are null without timestamps', async () => {
  const set = await folder.write('timeless', 'image_name,v,w\n0,6,0\n1,7,0\n');
  const { whole } = computeStatistics(await Dataset.open(set));
  expect(whole).toMatchObject({
    sequences: null,
    median_step_s: null,
    longest_gap_s: null,
    without_timestamp: 2,
  });
});

test('A part without a row is left out and named; a dataset without any is rejected', async () => {
  const header = 'image_name,v,w,timestamp\n';
  await folder.write('killed/a', header, []);
  await folder.write('killed/b', `${header}0,6,0,1\n1,6,0,1.05\n`);
  await folder.write('killed/c', '', []);
  const dataset = await Dataset.open(folder.file('killed'));
  expect(dataset.emptyParts).toEqual(['a', 'c']);
  expect(dataset.parts).toMatchObject([{ name: 'b', first: 0, count: 2 }]);
  const findings = { checked: false, duplicates: 0, pictures: [], empty_parts: dataset.emptyParts };
  expect(formatDataset(dataset, computeStatistics(dataset), findings)).toMatch(
    /note: a: has no rows and was left out; .*\n.*note: c: has no rows/,
  );
  await folder.write('all-killed/a', header, []);
  await folder.write('all-killed/b', '', []);
  expect(await rejectionOf(Dataset.open(folder.file('all-killed')))).toMatch(
    /all-killed.a.data\.csv: has no rows, nor have 1 others; record a dataset/,
  );
});

test('The time between two parts is not a gap', async () => {
  await folder.write('apart/a', 'image_name,v,w,timestamp\n0,6,0,1\n1,6,0,1.05\n');
  await folder.write('apart/b', 'image_name,v,w,timestamp\n0,6,0,900\n1,6,0,900.1\n');
  const statistics = computeStatistics(await Dataset.open(folder.file('apart')));
  expect(statistics.whole.longest_gap_s).toBeCloseTo(0.1, 6);
  const lines = formatLabelTable(statistics).split('\n');
  expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual(['images', 'a', 'b', 'all']);
});

test('Bins cover every value, have round names and include zero', () => {
  const values = [-1.24, -0.03, 0, 0.03, 2.51];
  const bins = chooseBins(values, 81, 0.05);
  const names = nameBins(bins);
  expect(bins.count).toBeLessThanOrEqual(81);
  expect(names).toContain('0');
  expect(names.every((name) => name.length <= 5)).toBe(true);
  for (const value of values)
    expect(Math.abs(Number(names[findBin(bins, value)]) - value)).toBeLessThanOrEqual(bins.width / 2 + 1e-9);
  expect(chooseBins([6, 6], 61, 0.1).count).toBeGreaterThan(1);
  expect(chooseBins([0, 50], 61, 0.1).count).toBeLessThanOrEqual(61);
});

test('The chart counts each image once in the density and in both histograms', async () => {
  const dataset = await Dataset.open(await four());
  const { option } = buildLabelChart('four', dataset.samples, computeStatistics(dataset));
  const [density, ofW, ofV] = (option.series as { data: (number | null | number[])[] }[]).map(
    ({ data }) => data,
  );
  const sum = (counts: readonly (number | null)[]) =>
    counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  expect(sum(density!.map((cell) => (cell as number[])[2]!))).toBe(4);
  expect(sum(ofW as number[])).toBe(4);
  expect(sum(ofV as number[])).toBe(4);
  expect(renderChartSvg(buildLabelChart('four', dataset.samples, computeStatistics(dataset)))).toContain(
    'Labels of four',
  );
});

test('The contact sheet shows each image with its label and the path of the label', async () => {
  const svg = await renderContactSheet(await Dataset.open(await four()), 'four');
  expect(svg.match(/<image /g)).toHaveLength(4);
  expect(svg).toContain('v 10.0, w 1.00');
  // The image with a stopped car has no path.
  expect(svg.match(/#00e5ff/g)).toHaveLength(3);
  const { width, height } = await sharp(await svgToPng(svg)).metadata();
  expect(width).toBeGreaterThan(height!);
});

test('The contact sheet of a large dataset shows images from start to end', async () => {
  const count = 60;
  const rows = Array.from({ length: count }, (_, i) => `${i},7,0,${i}\n`).join('');
  const names = Array.from({ length: count }, (_, i) => `${i}.png`);
  const set = await folder.write('sixty', `image_name,v,w,timestamp\n${rows}`, names);
  const svg = await renderContactSheet(await Dataset.open(set), 'sixty');
  expect(svg.match(/<image /g)).toHaveLength(48);
  expect(svg).toContain('>0</text>');
  expect(svg).toContain('>59</text>');
});

test('Duplicates, images without rows, other files and a different order are detected', async () => {
  const labels = 'image_name,v,w,timestamp\n1,6,0,0\n0,6,0,0.05\n';
  const set = await folder.write('odd', labels, ['0.png', '1.png', '7.png']);
  writeFileSync(path.join(set, 'notes.txt'), '');
  const dataset = await Dataset.open(set);
  expect(await countDuplicates(dataset)).toBe(1);
  expect(await inspectParts(dataset)).toEqual([
    { part: 'odd', unlabelled: 1, others: ['notes.txt'], same_order: false },
  ]);
  const sound = await Dataset.open(await folder.record('sound', 12));
  expect(await countDuplicates(sound)).toBe(0);
  expect(await inspectParts(sound)).toEqual([{ part: 'sound', unlabelled: 0, others: [], same_order: true }]);
});

test('Checking every image names the unreadable ones', async () => {
  const set = await folder.record('bad', 5);
  truncateSync(path.join(set, '1.png'), 500);
  truncateSync(path.join(set, '3.png'), 500);
  const dataset = await Dataset.open(set);
  const seen: number[] = [];
  const said = await rejectionOf(
    checkImages(dataset, (done) => seen.push(done), new AbortController().signal),
  );
  expect(said).toMatch(/1\.png: cannot be read as an image .*; 2 of 5 images are unreadable, also 3\.png/);
  expect(seen.at(-1)).toBe(5);
});

test('the axes of counts have whole numbers as ticks, also for a single image and for equal labels', async () => {
  for (const [name, rows] of [
    ['single', '0,6,0\n'],
    ['equal', Array.from({ length: 60 }, (_, i) => `${i},6,0\n`).join('')],
  ] as const) {
    const images = Array.from({ length: 60 }, (_, i) => `${i}.png`).slice(0, rows.split('\n').length - 1);
    const set = await folder.write(name, `image_name,v,w\n${rows}`, images);
    const dataset = await Dataset.open(set);
    const { option, subtitle } = buildLabelChart(name, dataset.samples, computeStatistics(dataset));
    const [, , ofV] = option.xAxis as readonly JsonObject[];
    const ticks = (ofV!.axisLabel as JsonObject).customValues as number[];
    expect(ticks).toContain(1);
    expect(ticks.every(Number.isInteger)).toBe(true);
    expect(ticks.length).toBeGreaterThanOrEqual(name === 'single' ? 1 : 4);
    expect(subtitle).toMatch(name === 'single' ? /^1 image in 1 part;/ : /^60 images in 1 part;/);
  }
});

test('the contact sheet names image and part, and shortens wide names', async () => {
  for (const part of ['a'.repeat(80), 'b'.repeat(80)]) {
    await folder.write(`parts-of-a-set/${part}`, 'image_name,v,w\n0,6,0\n1,7,0\n', ['0.png', '1.png']);
  }
  const svg = await renderContactSheet(await Dataset.open(folder.file('parts-of-a-set')), 'W'.repeat(300));
  expect(svg).toMatch(/>0, a+…</);
  expect(svg).toMatch(/>1, b+…</);
  const [title] = />(W+…)</.exec(svg)!.slice(1);
  expect(measureText(title!, 'bold 22px')).toBeLessThan(Number(/width="(\d+)"/.exec(svg)![1]) - 48);
});
