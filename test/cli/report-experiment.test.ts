import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../src/experiment/store/open-store';
import { writeSuiteResult } from '../../src/experiment/suite/result-file';
import { fillStore } from '../experiment/store/support/fill-store';
import { suiteResult } from '../experiment/suite/sample-result';
import { run } from '../helpers/in-process';

let root: string;
let store: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'f1-report-store-'));
  store = path.join(root, 'store');
  fillStore(store);
});

afterAll(() => rmSync(root, { recursive: true }));

describe('f1-brain report on the folder of an experiment', () => {
  it('writes its report and prints the ranking', async () => {
    const out = path.join(root, 'report');
    const { code, stdout } = await run(['report', store, '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toContain('6 runs of 2 brains on 2 circuits: 5 completed, 1 trapped');
    expect(stdout).toContain('report.html');
    expect(JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8'))).toMatchObject({ runs: 6 });
    expect(existsSync(path.join(out, 'charts', 'success.png'))).toBe(true);
  });

  it('says that there is nothing where no run has finished', async () => {
    const empty = path.join(root, 'empty');
    openStore(empty, { create: true }).close();
    const { code, stderr } = await run(['report', empty, '--out', path.join(root, 'none')]);
    expect(code).toBe(6);
    expect(stderr).toContain('no run has finished');
    expect(existsSync(path.join(root, 'none'))).toBe(false);
  });

  it('begins with the scores where the folder is that of a suite', async () => {
    const suite = path.join(root, 'suite');
    fillStore(suite);
    writeSuiteResult(suiteResult, suite);
    const out = path.join(root, 'suite-report');
    const { code, stdout } = await run(['report', suite, '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Suite v1: 2 runs for each brain.* good +91\.5 .*6 runs of 2 brains/s);
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toMatch(/>Suite v1<.*>Ranking</s);
    expect(existsSync(path.join(out, 'charts', 'suite-score.svg'))).toBe(true);
    expect(existsSync(path.join(out, 'tables', 'suite.csv'))).toBe(true);
  });

  it('takes several folders as one', async () => {
    const { code, stdout } = await run(['report', store, store, '--out', path.join(root, 'two')]);
    expect(code).toBe(0);
    expect(stdout).toContain('12 runs of 2 brains');
  });

  it('refuses what is about bags, and a mixture', async () => {
    const options = await run([
      'report',
      store,
      '--circuit',
      'simple_circuit',
      '--out',
      path.join(root, 'x'),
    ]);
    expect(options.code).toBe(2);
    expect(options.stderr).toContain('options about bags do not apply');
    const mixed = await run(['report', store, root, '--out', path.join(root, 'y')]);
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain('report the one or the other');
  });
});

describe('f1-brain compare on the folders of two experiments', () => {
  it('pairs runs under the same condition, and says which drove exactly the same', async () => {
    const { code, stdout } = await run(['compare', store, store]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 conditions on both sides, 3 driven exactly the same');
    expect(stdout).toContain('the same in all');
    const json = await run(['compare', store, store, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ tests: expect.any(Number), left_out: [] });
  });
});
