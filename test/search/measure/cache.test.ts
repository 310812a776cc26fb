import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MeasurementCache } from '../../../src/search/measure/cache';

const folder = () => path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-cache-')), 'cache');

test('a measurement is found again by what it depends on, in any order of keys', () => {
  const cache = new MeasurementCache(folder());
  expect(cache.read('lap', { run: 'a', seed: 1 })).toBeNull();
  cache.keep('lap', { run: 'a', seed: 1 }, { completed: true });
  expect(cache.read('lap', { seed: 1, run: 'a' })).toEqual({ completed: true });
  expect(cache.read('lap', { seed: 2, run: 'a' })).toBeNull();
  expect(cache.read('model', { run: 'a', seed: 1 })).toBeNull();
});

test('a broken file counts as not measured, and nothing else is left behind', () => {
  const where = folder();
  const cache = new MeasurementCache(where);
  cache.keep('lap', { run: 'a' }, 1);
  const files = readdirSync(where);
  expect(files).toEqual([expect.stringMatching(/^lap-[0-9a-f]{32}\.json$/)]);
  writeFileSync(path.join(where, files[0]!), '{"value": ');
  expect(cache.read('lap', { run: 'a' })).toBeNull();
});
