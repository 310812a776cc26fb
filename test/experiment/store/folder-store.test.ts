import {
  existsSync,
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
import { plannedRun, runResult } from '../run/run-results';

let folder: string;
const lines: string[] = [];
const log = { warn: (line: string) => void lines.push(line) };
const opened: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'f1-store-'));
  lines.length = 0;
});

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(create = true) {
  const store = openStore(folder, { create, log });
  opened.push(store);
  return store;
}

const runs = ['a', 'b', 'c'].map((name) => plannedRun(name));
const keys = new Set(runs.map(({ key }) => key));
const names = () => readdirSync(path.join(folder, 'runs')).filter((name) => !name.startsWith('.'));

/** A store with the three runs planned and so many of them finished. */
function storeWith(finished: number) {
  const store = open();
  store.plan(runs);
  for (let i = 0; i < finished; i++) {
    const claimed = store.claim(keys)!;
    store.finish(claimed, runResult(claimed.run));
  }
  return store;
}

function reopened(store: { close(): void }, create = true) {
  store.close();
  return open(create);
}

describe('a folder of runs', () => {
  it('gives the runs of a plan in their order, each once', () => {
    const store = open();
    expect(store.plan(runs)).toBe(3);
    const claimed = runs.map(() => store.claim(keys)!);
    expect(claimed.map(({ run, attempt }) => [run, attempt])).toEqual(runs.map((run) => [run, 1]));
    expect(store.claim(keys)).toBeNull();
    expect(store.counts(keys)).toEqual({ planned: 0, running: 3, finished: 0, faults: 0 });
  });

  it('gives only those that are asked for', () => {
    const store = storeWith(0);
    expect(store.claim(new Set([runs[1]!.key]))?.run).toEqual(runs[1]);
    expect(store.claim(new Set([runs[1]!.key]))).toBeNull();
  });

  it('keeps what it has when the same runs are planned again', () => {
    const store = storeWith(1);
    expect(store.plan([...runs, plannedRun('d')])).toBe(1);
    expect(store.counts(keys)).toEqual({ planned: 2, running: 0, finished: 1, faults: 0 });
  });

  it('drives with the files of the newest plan, where they lie elsewhere now', () => {
    const store = storeWith(0);
    const moved = runs.map((run) => ({
      ...run,
      brain: { ...run.brain, path: `/elsewhere${run.brain.path}` },
    }));
    expect(store.plan(moved)).toBe(0);
    expect(store.claim(keys)?.run).toEqual(moved[0]);
    expect(store.counts(keys)).toEqual({ planned: 2, running: 1, finished: 0, faults: 0 });
  });

  it('leaves a run to the experiment that planned it first, done or not', () => {
    const store = storeWith(1);
    const renamed = runs.map((run) => ({ ...run, experiment: 'another' }));
    store.plan(renamed);
    const claimed = store.claim(keys)!;
    store.finish(claimed, runResult(claimed.run));
    const names = store.rows().map(({ experiment }) => experiment);
    expect(names).toEqual(runs.slice(0, 2).map(({ experiment }) => experiment));
  });

  it('drives with the files of the newest plan what a process had begun that is gone', () => {
    const store = storeWith(0);
    const begun = store.claim(keys)!;
    const moved = { ...begun.run, brain: { ...begun.run.brain, path: '/elsewhere/brain.yml' } };
    store.plan([moved]);
    store.release(begun);
    expect(store.claim(keys)?.run).toEqual(moved);
  });

  it('puts the files of a finished run where a person finds them', () => {
    const store = storeWith(0);
    const claimed = store.claim(keys)!;
    writeFileSync(path.join(claimed.folder, 'lap.png'), 'a picture');
    expect(names()).toEqual([]);
    const result = runResult(claimed.run);
    store.finish(claimed, result);
    expect(names()).toEqual([`simple_circuit-forward-line_follower-r1-${claimed.run.key.slice(0, 12)}`]);
    const place = path.join(folder, 'runs', names()[0]!);
    expect(readdirSync(place).sort()).toEqual(['lap.png', 'result.json']);
    expect(store.result(claimed.run.key)).toEqual(result);
    expect(existsSync(claimed.folder)).toBe(false);
  });

  it('counts faults among the finished', () => {
    const store = storeWith(1);
    const claimed = store.claim(keys)!;
    store.finish(claimed, runResult(claimed.run, { outcome: 'fault', statistics: null, detail: 'no model' }));
    expect(store.counts(keys)).toEqual({ planned: 1, running: 0, finished: 2, faults: 1 });
  });

  it('gives a released run again, without its files, as the same attempt', () => {
    const store = storeWith(0);
    const first = store.claim(keys)!;
    writeFileSync(path.join(first.folder, 'half.bag'), '');
    store.release(first);
    const second = store.claim(keys)!;
    expect([second.run, second.attempt]).toEqual([first.run, 1]);
    expect(readdirSync(second.folder)).toEqual([]);
  });

  it('releases what is claimed when it is closed', () => {
    const store = storeWith(1);
    store.claim(keys);
    expect(reopened(store).counts(keys)).toEqual({ planned: 2, running: 0, finished: 1, faults: 0 });
    expect(readdirSync(path.join(folder, 'runs', '.claimed'))).toEqual([]);
  });

  it('is shared: what one has claimed, another does not get', () => {
    const [one, other] = [storeWith(0), open()];
    expect(one.claim(keys)?.run).toEqual(runs[0]);
    expect(other.claim(keys)?.run).toEqual(runs[1]);
    expect(one.counts(keys)).toEqual(other.counts(keys));
  });

  it('keeps the first of two results of a run that two processes did', () => {
    const store = storeWith(0);
    const claimed = store.claim(keys)!;
    store.finish(claimed, runResult(claimed.run, { wall_s: 1 }));
    mkdirSync(claimed.folder);
    store.finish(claimed, runResult(claimed.run, { wall_s: 2 }));
    expect(store.result(claimed.run.key)?.wall_s).toBe(1);
    expect(existsSync(claimed.folder)).toBe(false);
  });
});

describe('the table of a folder of runs', () => {
  it('is made again from the folders where it is missing, which is said', () => {
    storeWith(2).close();
    for (const file of readdirSync(folder)) if (file.startsWith('runs.db')) rmSync(path.join(folder, file));
    const store = open(false);
    expect(store.counts(keys)).toEqual({ planned: 0, running: 0, finished: 2, faults: 0 });
    expect(lines).toEqual([`${path.join(folder, 'runs.db')}: made again from the folders of 2 runs`]);
    expect(store.plan(runs)).toBe(1);
  });

  it.each([
    ['is another file', Buffer.from('not a database at all '.repeat(300))],
    ['is cut off', null],
  ])('is set aside and made again where it %s', (_, content) => {
    storeWith(2).close();
    const file = path.join(folder, 'runs.db');
    writeFileSync(file, content ?? readFileSync(file).subarray(0, 9000));
    const store = open(false);
    expect(store.counts(keys).finished).toBe(2);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(`${file}: is damaged; kept as runs.db.damaged`);
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect(reopened(store).counts(keys).finished).toBe(2);
    expect(lines).toHaveLength(2);
  });

  it('gains what a process published that was killed before it entered it', () => {
    const store = storeWith(1);
    const copy = path.join(folder, 'copy');
    renameSync(path.join(folder, 'runs', names()[0]!), copy);
    const without = reopened(store);
    expect(without.counts(keys)).toEqual({ planned: 2, running: 0, finished: 0, faults: 0 });
    renameSync(copy, path.join(folder, 'runs', 'by another name'));
    expect(reopened(without).counts(keys).finished).toBe(1);
    expect(lines).toEqual([]);
  });

  it('refuses one of a newer version, and says so', () => {
    storeWith(0).close();
    const file = path.join(folder, 'runs.db');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(99, 60); // user_version in the header of an SQLite file
    writeFileSync(file, bytes);
    expect(() => open()).toThrow(
      `${file}: was written by a newer version of f1-brain (table version 99, this one reads up to 1); ` +
        'update f1-brain, or write into another folder',
    );
  });

  it('says where there are no runs, and writes nothing there', () => {
    expect(() => open(false)).toThrow(`${folder}: holds no runs`);
    expect(readdirSync(folder)).toEqual([]);
  });
});
