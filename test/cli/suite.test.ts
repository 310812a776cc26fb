import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readSuiteResult, writeSuiteResult } from '../../src/experiment/suite/result-file';
import { writeSuite } from '../experiment/suite/tiny-suite';
import { temporaryFolder } from '../helpers/command-line';
import { run } from '../helpers/in-process';

const folder = temporaryFolder();
const suite = writeSuite(folder);
const out = path.join(folder, 'out');
const asked = ['experiment', 'suite', '--suite', suite, '--brains', 'line_follower', '--workers', '1'];

interface Told {
  readonly report: string;
  readonly brains: readonly { readonly brain: string; readonly score: number }[];
}

test('f1-brain experiment suite scores a brain; suite verify drives its runs again', async () => {
  const planned = await run([...asked, '--out', out, '--plan', '--json']);
  expect(JSON.parse(planned.stdout)).toMatchObject({ name: 'suite-tiny', folder: out });
  const driven = await run([...asked, '--out', out, '--no-report']);
  expect(driven).toMatchObject({ code: 0 });
  expect(driven.stdout).toMatch(/Suite tiny: 3 runs for each brain/);
  expect(driven.stdout).toMatch(/line_follower +\d\d\.\d +100\.0 .* 2 of 2/);
  const again = await run([...asked, '--out', out]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(
    /has 3 runs already; `f1-brain experiment suite --suite .* --brains line_follower --out .* --resume`/,
  );
  const second = asked.map((word) => (word === 'line_follower' ? 'slim_pilotnet' : word));
  const resumed = await run([...second, '--out', out, '--resume', '--json']);
  expect(resumed.code).toBe(0);
  const { report, brains } = JSON.parse(resumed.stdout) as Told;
  expect(brains.map(({ brain, score }) => [brain, typeof score])).toEqual([
    ['line_follower', 'number'],
    ['slim_pilotnet', 'number'],
  ]);
  expect(readFileSync(report, 'utf8')).toContain('Suite tiny');

  const verified = await run(['suite', 'verify', out, '--suite', suite, '--runs', '1', '--workers', '1']);
  expect(verified).toMatchObject({
    code: 0,
    stdout: `${out}: 1 run driven again, all the same, bit for bit\n`,
  });
  const result = readSuiteResult(out);
  const runs = result.runs.map((one) => ({ ...one, figures: { ...one.figures, average_speed_mps: 19 } }));
  const file = writeSuiteResult({ ...result, runs }, out);
  const differing = await run(['suite', 'verify', file, '--suite', suite, '--runs', '1', '--workers', '1']);
  expect(differing.code).toBe(1);
  expect(differing.stdout).toMatch(
    /\w+ on ring, forward, seed \d.* differs: average_speed_mps 19 in the result, 1\d\.\d+ here\n/,
  );
  expect(differing.stdout).toMatch(`score of line_follower ${brains[0]!.score} in the result, `);
  expect(differing.stdout).toMatch(/1 run driven again, 1 of them differ; 2 of its scores are wrong/);
}, 300_000);
