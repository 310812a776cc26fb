import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/experiment/store/open-store';
import { readStore } from '../../../src/experiment/store/read-store';
import { contentOf } from '../../helpers/folder-content';
import { plannedRun, runResult } from '../run/run-results';

const root = mkdtempSync(path.join(tmpdir(), 'f1-read-store-'));
afterAll(() => rmSync(root, { recursive: true }));

const runs = ['a', 'b', 'c'].map((name) => plannedRun(name));
const keys = new Set(runs.map(({ key }) => key));

/** A store in which two of three runs are finished, and that is still being written. */
function openWritten() {
  const folder = mkdtempSync(path.join(root, 'store-'));
  const store = openStore(folder, { create: true });
  store.plan(runs);
  for (let i = 0; i < 2; i++) {
    const claimed = store.claim(keys)!;
    store.finish(claimed, runResult(claimed.run));
  }
  store.claim(keys);
  return { folder, table: path.join(folder, 'runs.db'), store };
}

/** Opens it to be read, and closes it.
 *  @returns the keys of its rows, and what was logged */
function read(folder: string) {
  const lines: string[] = [];
  const store = readStore(folder, { warn: (line) => void lines.push(line) });
  const found = store.rows().map(({ key }) => key);
  const results = found.map((key) => store.result(String(key))?.run.key);
  const { size } = store;
  store.close();
  expect([size, results]).toEqual([found.length, found]);
  return { found, lines };
}

const finished = [runs[0]!.key, runs[1]!.key];

describe('a store that is read', () => {
  it('has what another process has entered that still writes, and nothing in it changes', () => {
    const { folder, store } = openWritten();
    const before = contentOf(folder);
    expect(read(folder)).toEqual({ found: finished, lines: [] });
    expect(contentOf(folder)).toEqual(before);
    store.close();
  });

  it('says what the folders hold, whatever its table does', () => {
    const { folder, store } = openWritten();
    store.close();
    const [first] = readdirSync(path.join(folder, 'runs')).filter((name) => !name.startsWith('.'));
    const away = path.join(root, 'away');
    renameSync(path.join(folder, 'runs', first!), away);
    const rest = read(folder).found;
    expect(rest).toHaveLength(1);
    renameSync(away, path.join(folder, 'runs', 'by another name'));
    expect(new Set(read(folder).found)).toEqual(new Set(finished));
    rmSync(path.join(folder, 'runs.db'));
    const before = contentOf(folder);
    const { found, lines } = read(folder);
    expect(new Set(found)).toEqual(new Set(finished));
    expect(lines).toEqual([expect.stringMatching(/^\S+runs\.db: is missing; .*'f1-brain runs --rebuild'/)]);
    expect(contentOf(folder)).toEqual(before);
  });

  it.each([
    ['is another file', Buffer.from('not a database at all '.repeat(300))],
    ['is cut off', null],
  ])('is read from its folders where its table %s, which stays as it is', (_, content) => {
    const { folder, table, store } = openWritten();
    store.close();
    writeFileSync(table, content ?? readFileSync(table).subarray(0, 9000));
    const before = contentOf(folder);
    const { found, lines } = read(folder);
    expect(new Set(found)).toEqual(new Set(finished));
    expect(lines).toEqual([expect.stringMatching(/^\S+runs\.db: is damaged; .*'f1-brain runs --rebuild'/)]);
    expect(contentOf(folder)).toEqual(before);
  });

  it('leaves no copy of its table, also while it is open', () => {
    const { folder, store } = openWritten();
    store.close();
    const temporary = path.join(root, 'temporary');
    mkdirSync(temporary);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    try {
      const reader = readStore(folder);
      expect([reader.size, readdirSync(temporary)]).toEqual([2, []]);
      reader.close();
    } finally {
      process.env.TMPDIR = before ?? tmpdir();
      if (before === undefined) delete process.env.TMPDIR;
    }
  });

  it('is refused where there are no runs, or those of a newer version', () => {
    const { folder, table, store } = openWritten();
    store.close();
    const bytes = readFileSync(table);
    bytes.writeUInt32BE(99, 60); // user_version in the header of an SQLite file
    writeFileSync(table, bytes);
    expect(() => read(folder)).toThrow(`${table}: was written by a newer version of f1-brain`);
    expect(() => read(path.join(root, 'nowhere'))).toThrow('holds no runs');
  });
});
