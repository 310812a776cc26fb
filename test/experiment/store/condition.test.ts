import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConditions } from '../../../src/experiment/store/condition';
import type { FolderStore } from '../../../src/experiment/store/folder-store';
import { openStore } from '../../../src/experiment/store/open-store';
import { readSort } from '../../../src/experiment/store/query';
import { fillStore } from './support/fill-store';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-store-'));
let store: FolderStore;
beforeAll(() => {
  fillStore(folder);
  store = openStore(folder, { create: false });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const found = (...where: string[]) => store.rows({ where: readConditions(where) }).map(({ seed }) => seed);

describe('conditions on the runs of a store', () => {
  it.each([
    [['brain=pilotnet'], [1, 2, 3]],
    [['brain = pilotnet', 'circuit==montreal_line'], [2]],
    [['brain!=pilotnet'], [4, 5, 6]],
    [['model~INT8'], [1, 2, 3]],
    [['model='], [4, 5, 6]],
    [['model!='], [1, 2, 3]],
    // What has no model has another one.
    [['model!=pilotnet_int8'], [4, 5, 6]],
    [['lap_seconds<25.3'], [1, 2]],
    [['lap_seconds<=25.3'], [1, 2, 3]],
    [['lap_seconds>25.5'], [6]],
    [['lap_seconds='], [5]],
    [['completed=no'], [5]],
    [
      ['completed=true', 'repetition>=3'],
      [3, 6],
    ],
    [['started_at>=2026-11-30'], [1, 2, 3, 4, 5, 6]],
    [["brain=x' OR '1'='1"], []],
  ])('%j finds %j', (where, seeds) => {
    expect(found(...where)).toEqual(seeds);
  });

  it('says all that is wrong with them at once', () => {
    expect(() =>
      readConditions(['brian=a', 'laps=x', 'completed=maybe', 'seed~1', 'outcome', 'laps<']),
    ).toThrow(
      "--where: 'brian=a' names no column: there is no column 'brian' (did you mean 'brain'?); --columns all shows them; " +
        "'laps=x' needs a number for laps; 'completed=maybe' needs true or false for completed; " +
        "'seed~1' looks for text in a column of numbers; use = < > with seed; " +
        "'outcome' is no comparison; write COLUMN OPERATOR VALUE with one of <= >= != == = < > ~; " +
        "'laps<' has no value; COLUMN= finds runs in which it is missing",
    );
  });

  it('says which comparisons no value of a column can be right for', () => {
    expect(() =>
      readConditions(['seed=1.5', 'completed>no', 'started_at>=yesterday', 'started_at<2026-13-1']),
    ).toThrow(
      "--where: 'seed=1.5' needs a whole number for seed; 'completed>no' orders true and false; use = or != with completed; " +
        "'started_at>=yesterday' needs a time such as 2026-11-30T12:00 for started_at; " +
        "'started_at<2026-13-1' needs a time such as 2026-11-30T12:00 for started_at",
    );
    expect(found('seed>4.5', 'started_at>2020-01-01T10:00:00.000Z')).toEqual([5, 6]);
  });

  it('sorts with the runs that have no value last, and in the order of the plan otherwise', () => {
    const sorted = (...names: string[]) => store.rows({ sort: readSort(names) }).map(({ seed }) => seed);
    expect(sorted()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(sorted('lap_seconds:desc')).toEqual([6, 4, 3, 2, 1, 5]);
    expect(sorted('circuit', 'lap_seconds')).toEqual([2, 4, 6, 1, 3, 5]);
    expect(() => readSort(['lap'])).toThrow("--sort: there is no column 'lap' (did you mean 'laps'?)");
  });
});
