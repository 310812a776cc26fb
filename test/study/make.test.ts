import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { batchesOf } from '../../study/evaluate-models';
import { digestOfLabels, isRecorded } from '../../study/make-datasets';
import { isMadeOf } from '../../study/make-models';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-study-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a dataset is used again where it is the whole of what would be recorded', () => {
  const facts = { kind: 'drives', seed: 2, frames: 500, complete: true };
  const changes = [
    { complete: false },
    { complete: null },
    { seed: 1 },
    { frames: 100 },
    { kind: 'test set' },
  ];
  const datasets = [{}, ...changes].map((change, i) => {
    const dataset = path.join(folder, `recorded-${i}`);
    mkdirSync(dataset);
    writeFileSync(path.join(dataset, 'dataset.json'), JSON.stringify({ ...facts, ...change }));
    return dataset;
  });
  const wanted = { kind: 'drives', seed: 2, frames: 500 };
  const found = [...datasets, path.join(folder, 'nowhere')].map((dataset) => isRecorded(dataset, wanted));
  expect(found).toEqual([true, ...changes.map(() => false), false]);
});

test('a model is made again where it was calibrated on other images', () => {
  const part = path.join(folder, 'dataset', 'part');
  mkdirSync(part, { recursive: true });
  const digest = (labels: string) => {
    writeFileSync(path.join(part, 'data.csv'), labels);
    return digestOfLabels(path.join(folder, 'dataset'));
  };
  const [one, other] = [digest('0.png,1,2'), digest('0.png,1,3')];
  const marker = path.join(folder, 'model.made.json');
  const isMade = (labels: string) => isMadeOf(marker, { args: [], source: 's', labels });
  expect(isMade(one)).toBe(false);
  writeFileSync(marker, JSON.stringify({ args: [], source: 's', labels: one }));
  expect([isMade(one), isMade(other)]).toEqual([true, false]);
});

test('models are evaluated in batches of limited size, each with its reference', () => {
  const list = [
    ...Array.from({ length: 9 }, (_, i) => ({ id: `a${i}`, reference: 'a0', file: `a${i}` })),
    { id: 'b', reference: 'b', file: 'b' },
    { id: 'gone', reference: 'b', file: null },
  ];
  const batches = batchesOf(list, 4).map((batch) => batch.map(({ id }) => id).join(' '));
  expect(batches).toEqual(['a0 a1 a2', 'a0 a3 a4 a5', 'a0 a6 a7 a8', 'b']);
});
