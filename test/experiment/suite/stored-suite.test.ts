import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../../src/errors';
import { writeSuiteResult } from '../../../src/experiment/suite/result-file';
import { readStoredSuites } from '../../../src/experiment/suite/stored-suite';
import { temporaryFolder } from '../../helpers/command-line';
import { drivenRow } from '../report/rows';
import { suiteResult } from './sample-result';

const root = temporaryFolder();
const never = (reason: unknown) => {
  throw reason;
};

function folderWith(name: string): string {
  const folder = path.join(root, name);
  mkdirSync(folder);
  return folder;
}

describe('the scores in the folders of a report', () => {
  const suite = folderWith('suite');
  const other = folderWith('other');
  const second = folderWith('second');
  writeSuiteResult(suiteResult, suite);
  writeSuiteResult(suiteResult, second);

  it('are those of the result, and nothing for other folders', () => {
    const [found, ...more] = readStoredSuites(
      [other, suite].map((folder) => ({ folder, rows: [] })),
      never,
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({ missing: null, section: { id: 'suite', title: 'Suite v1' } });
    expect(found!.result.brains.map(({ brain, score }) => [brain, score])).toEqual(
      suiteResult.brains.map(({ brain, score }) => [brain, score]),
    );
  });

  it('are a section for each folder that has some, under names of its own', () => {
    const found = readStoredSuites(
      [suite, second].map((folder) => ({ folder, rows: [] })),
      never,
    );
    expect(found.map(({ section }) => section.id)).toEqual(['suite', 'suite-2']);
    expect(found[1]!.section.title).toBe(`Suite v1 in ${second}`);
    const names = found
      .flatMap(({ section: { charts, tables } }) => [...charts, ...tables])
      .map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('name a brain as the other parts of the report do', () => {
    const hashes = ['a', 'b'];
    const rows = hashes.map((brain_sha256) => ({ ...drivenRow({ brain: 'same' }), brain_sha256 }));
    const brains = hashes.map((brain_sha256) => ({
      ...suiteResult.brains[0]!,
      brain: 'same',
      brain_sha256,
      model: null,
      model_sha256: null,
      card_sha256: null,
    }));
    const folder = folderWith('namesakes');
    writeSuiteResult({ ...suiteResult, brains }, folder);
    const [found] = readStoredSuites(
      [{ folder, rows: rows.map((row) => ({ ...row, model: null, model_sha256: null, card_sha256: null })) }],
      never,
    );
    expect(found!.result.brains.map(({ brain }) => brain)).toEqual(['same · sha256 a', 'same · sha256 b']);
  });

  it('say which runs they are not from', () => {
    const rows = [
      { ...drivenRow(), experiment: 'suite-v1', key: 'new' },
      { ...drivenRow(), experiment: 'another', key: 'else' },
    ];
    const [found] = readStoredSuites([{ folder: suite, rows }], never);
    expect(found!.missing).toMatch(/^1 run of the folder is not in suite-result\.json: /);
    expect(found!.section.notes.at(-1)).toBe(found!.missing);
  });

  it('are left out where the file is damaged, with the reason', () => {
    const damaged = folderWith('damaged');
    writeFileSync(path.join(damaged, 'suite-result.json'), '{');
    const reasons: string[] = [];
    const found = readStoredSuites(
      [
        { folder: damaged, rows: [] },
        { folder: suite, rows: [] },
      ],
      (reason) => reasons.push(messageOf(reason)),
    );
    expect(found.map(({ section }) => section.id)).toEqual(['suite']);
    expect(reasons).toEqual([expect.stringContaining(`${damaged}/suite-result.json: is not JSON`)]);
  });
});
