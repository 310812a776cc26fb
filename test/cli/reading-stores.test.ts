import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fillStore } from '../experiment/store/support/fill-store';
import { temporaryFolder } from '../helpers/command-line';
import { contentOf } from '../helpers/folder-content';
import { call } from '../helpers/in-process';
import { experimentFile } from './support/experiments';

const folder = temporaryFolder();
const store = path.join(folder, 'store');
const to = (name: string) => path.join(folder, name);
beforeAll(() => {
  fillStore(to('filled'));
  // libsql removes the journal when it likes to, once the store is closed.
  cpSync(to('filled'), store, { recursive: true });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['runs', store],
  ['runs', store, '--json'],
  ['runs', store, '--export', 'csv', to('runs.csv')],
  ['runs', store, '--export', 'mlflow', to('mlruns')],
  ['report', store, '--out', to('report')],
  ['compare', store, store],
  ['experiment', experimentFile(), '--plan', '--out', store],
];

describe('a command that only reads a store', () => {
  test.each(COMMANDS)('%s %s %s writes nothing there', async (...args) => {
    const before = contentOf(store);
    expect((await call([...args]).ended).code).toBe(0);
    expect(contentOf(store)).toEqual(before);
  });

  test.each(COMMANDS)('%s %s %s writes nothing there, where its table is damaged', async (...args) => {
    const table = path.join(store, 'runs.db');
    const whole = readFileSync(table);
    writeFileSync(table, whole.subarray(0, 9000));
    const before = contentOf(store);
    expect((await call([...args]).ended).code).toBe(0);
    expect(contentOf(store)).toEqual(before);
    writeFileSync(table, whole);
  });
});
