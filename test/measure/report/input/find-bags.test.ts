import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBags } from '../../../../src/measure/report/input/find-bags';
import { labelsOf } from '../../../../src/measure/report/input/read-runs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'find-bags-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function bag(...names: string[]): string {
  const file = path.join(root, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

test('folders are searched for bags, in the order of their numbers', () => {
  const files = [bag('run-2', 'a.bag'), bag('run-10', 'a.bag'), bag('run-2', 'deeper', 'b.bag')];
  bag('run-2', 'statistics.json');
  expect(findBags([root])).toEqual([files[0], files[2], files[1]]);
});

test('what rosbag reindex repaired counts once', () => {
  const repaired = bag('x.bag');
  bag('x.orig.bag');
  const lonely = bag('y.orig.bag');
  expect(findBags([root])).toEqual([repaired, lonely]);
});

test('a bag that is named twice, or by a link, counts once', () => {
  const file = bag('runs', 'x.bag');
  const link = path.join(root, 'link.bag');
  symlinkSync(file, link);
  expect(findBags([file, path.join(root, 'runs'), link])).toHaveLength(1);
});

test('a folder without bags and a path that is not there are complaints that name them', () => {
  mkdirSync(path.join(root, 'empty'));
  expect(() => findBags([path.join(root, 'empty')])).toThrow(/empty: holds no bag; name bags, or folders/);
  expect(() => findBags([path.join(root, 'nowhere')])).toThrow(/nowhere: no such file or folder/);
});

test('runs are called by their folders, with as much before them as tells them apart', () => {
  expect(
    labelsOf([
      '/r/a/simple-1/20261122-231509.bag',
      '/r/b/simple-1/20261122-231510.bag',
      '/r/b/simple-2/20261122-231511.bag',
    ]),
  ).toEqual(['a/simple-1', 'b/simple-1', 'simple-2']);
  expect(labelsOf(['/r/lap.bag', '/r/other.bag'])).toEqual(['lap', 'other']);
});
