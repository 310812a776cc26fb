import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunStatistics } from '../../src/session/run-files';
import { freeNames } from '../../src/support/free-names';
import { openOutputFolder } from '../../src/support/output-folder';
import { fakeRun } from './support/fake-setup';

jest.mock('../../src/support/free-names', () => ({
  freeNames: jest.fn(
    jest.requireActual<{ freeNames: typeof freeNames }>('../../src/support/free-names').freeNames,
  ),
}));

const temporary = () => mkdtempSync(path.join(tmpdir(), 'f1-brain-files-'));

/** A run that is over, with the folder that its files go to. */
async function endedRun(folder: string) {
  const { run, lines } = fakeRun({
    folder,
    recording: { enabled: false, images: 'none', compression: 'none', onFailure: 'drive' },
  });
  run.monitor.end('interrupted');
  await run.over;
  return { run, lines };
}

const listed = (statistics: RunStatistics) =>
  JSON.parse(readFileSync(statistics.files.statistics!, 'utf8')).files.statistics as string;

test.each([
  ['renamed', (folder: string) => renameSync(folder, `${folder}-good`), '-good', / was renamed: .* goes to /],
  ['removed', (folder: string) => rmSync(folder, { recursive: true }), '', / was removed: it is made again/],
])('statistics of a run whose folder was %s are written all the same', async (_, move, suffix, remark) => {
  const folder = temporary();
  const { run, lines } = await endedRun(folder);
  move(folder);
  const { statistics, unsaved } = await run.save();
  expect(statistics.files.statistics).toBe(path.join(`${folder}${suffix}`, 'statistics.json'));
  expect(listed(statistics)).toBe(statistics.files.statistics);
  expect(unsaved).toBe(false);
  expect(lines.at(-1)).toMatch(remark);
});

test('statistics that their folder does not take are kept elsewhere, and it is said', async () => {
  const folder = path.join(temporary(), 'a-file');
  writeFileSync(folder, '');
  const { run, lines } = await endedRun(folder);
  const { statistics, unsaved } = await run.save();
  expect(readFileSync(statistics.files.statistics!, 'utf8')).toContain('"interrupted"');
  expect(lines.at(-1)).toBe(`error: the statistics are in ${statistics.files.statistics} instead`);
  expect(unsaved).toBe(true);
});

test('a run never overwrites the statistics of another one that took their name meanwhile', async () => {
  const folder = temporary();
  const { run } = await endedRun(folder);
  // Free when it was looked for, and taken when it is written.
  jest.mocked(freeNames).mockImplementationOnce((where, names) => {
    writeFileSync(path.join(where, 'statistics.json'), 'theirs');
    return names.map((name) => path.join(where, name)) as never;
  });
  const { statistics } = await run.save();
  expect(statistics.files.statistics).toBe(path.join(folder, 'statistics-2.json'));
  expect(listed(statistics)).toBe(statistics.files.statistics);
  expect(readFileSync(path.join(folder, 'statistics.json'), 'utf8')).toBe('theirs');
});

test('runs that start in one second have folders of their own, unless they ask for the same one', () => {
  const before = process.cwd();
  process.chdir(temporary());
  try {
    const cleanups: (() => void)[] = [];
    const open = (asked: string | null) =>
      openOutputFolder(
        asked,
        'pilotnet',
        { atEnd: (cleanup) => cleanups.push(cleanup) },
        new Date(2026, 0, 31),
      );
    const names = [open(null), open(null), open(null), open('same'), open('same')].map((one) =>
      path.basename(one),
    );
    const stem = '20260131-000000-pilotnet';
    expect(names).toEqual([stem, `${stem}-2`, `${stem}-3`, 'same', 'same']);
    for (const cleanup of cleanups) cleanup();
    expect(readdirSync('out')).toEqual([]);
  } finally {
    process.chdir(before);
  }
});
