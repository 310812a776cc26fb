import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBags } from '../../../../src/measure/report/input/find-bags';
import { labelRuns, readRuns } from '../../../../src/measure/report/input/read-runs';

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

test('folders are searched for bags in numeric order', () => {
  const files = [bag('run-2', 'a.bag'), bag('run-10', 'a.bag'), bag('run-2', 'deeper', 'b.bag')];
  bag('run-2', 'statistics.json');
  expect(findBags([root])).toEqual([files[0], files[2], files[1]]);
});

test('a bag and its backup from rosbag reindex count once', () => {
  const repaired = bag('x.bag');
  bag('x.orig.bag');
  const lonely = bag('y.orig.bag');
  expect(findBags([root])).toEqual([repaired, lonely]);
});

test('a bag given twice, or by a link, counts once', () => {
  const file = bag('runs', 'x.bag');
  const link = path.join(root, 'link.bag');
  symlinkSync(file, link);
  expect(findBags([file, path.join(root, 'runs'), link])).toHaveLength(1);
});

test('a folder without bags and a missing path are rejected by name', () => {
  mkdirSync(path.join(root, 'empty'));
  expect(() => findBags([path.join(root, 'empty')])).toThrow(/empty: contains no bag; pass bags, or folders/);
  expect(() => findBags([path.join(root, 'nowhere')])).toThrow(/nowhere: no such file or folder/);
});

test('runs are labelled by their folders, with as much of the path as makes them unique', () => {
  expect(
    labelRuns([
      '/r/a/simple-1/20261122-231509.bag',
      '/r/b/simple-1/20261122-231510.bag',
      '/r/b/simple-2/20261122-231511.bag',
    ]),
  ).toEqual(['a/simple-1', 'b/simple-1', 'simple-2']);
  expect(labelRuns(['/r/lap.bag', '/r/other.bag'])).toEqual(['lap', 'other']);
});

test('linked folders are searched, each once, and a link to nothing is listed', async () => {
  const file = bag('archive', 'run-1', 'x.bag');
  const own = bag('runs', 'run-2', 'y.bag');
  const at = (...names: string[]) => path.join(root, 'runs', ...names);
  symlinkSync(path.join(root, 'archive'), at('run-1'));
  symlinkSync('run-2', at('latest'));
  symlinkSync('..', at('run-2', 'up'));
  expect(findBags([path.join(root, 'runs')])).toEqual([at('run-1', 'run-1', 'x.bag'), own]);
  expect(findBags([root])).toEqual([file, own]);
  symlinkSync('nowhere', at('gone'));
  expect(findBags([at()])).toContain(at('gone'));
  const { failed } = await readRuns([at('gone')], { series: false });
  expect(failed).toEqual([{ file: at('gone'), reason: expect.stringMatching(/gone: is a link to nothing/) }]);
});
