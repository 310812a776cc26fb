import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suiteTableProgram } from '../../scripts/suite-table/program';
import { hashFile } from '../../src/experiment/run/planned-files';
import { readSuiteResult, writeSuiteResult } from '../../src/experiment/suite/result-file';
import { NEWEST_SUITE, readSuite } from '../../src/experiment/suite/suite-file';
import { PACKAGE_ROOT } from '../../src/support/paths';
import { suiteResult } from '../experiment/suite/sample-result';
import { temporaryFolder } from '../helpers/command-line';

const [good, fair, broken] = suiteResult.brains;
const { sha256 } = readSuite(NEWEST_SUITE);
const shipped = hashFile(path.join(PACKAGE_ROOT, 'models', 'slim_pilotnet.onnx'));
const result = {
  ...suiteResult,
  suite: { ...suiteResult.suite, sha256 },
  driven_until: '2026-11-30T10:00:00.000Z',
  brains: [
    { ...good!, brain: 'slim_pilotnet', model: 'slim_pilotnet', model_sha256: shipped },
    { ...good!, brain: 'pilotnet', model: 'pilotnet', model_sha256: 'of an older one' },
    { ...good!, brain: 'mine' },
    { ...fair!, brain: 'line_follower' },
    { ...broken!, brain: 'pilotnet_tf' },
  ],
};

/** Documents as the package has them. */
function makeDocuments(): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'docs'));
  for (const file of ['README.md', 'docs/suite.md']) {
    writeFileSync(
      path.join(folder, file),
      'before\n<!-- suite models: begin -->\nold\n<!-- suite models: end -->\nafter\n',
    );
  }
  return folder;
}

async function writeTables(given: object): Promise<string> {
  const [into, out] = [makeDocuments(), temporaryFolder()];
  writeSuiteResult({ ...result, ...given }, out);
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    await suiteTableProgram().parseAsync(['--no-drive', '--out', out, '--into', into], { from: 'user' });
  } finally {
    said.mockRestore();
  }
  return into;
}

it('writes the brains that ship and have a score into README, docs and the result behind them', async () => {
  const into = await writeTables({});
  const readme = readFileSync(path.join(into, 'README.md'), 'utf8');
  expect(readme).toMatch(
    /^before\n<!-- suite models: begin -->\nThe \[benchmark suite\].*<!-- suite models: end -->\nafter\n$/s,
  );
  expect(readme).toContain('driven 2026-11-30 by f1-brain 1.2.3 on a processor. So far 2 of the ');
  const rows = readme.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual([
    '| `slim_pilotnet` | 91.5 | 1 of 1 | – | 12.00 | 0.010 | 1 of 1 | – | – |',
    '| `line_follower` | 56.5 | 1 of 1 | – | 12.00 | 0.050 | 0 of 1 | – | – |',
  ]);
  const page = readFileSync(path.join(into, 'docs', 'suite.md'), 'utf8');
  expect(page).toContain('| `slim_pilotnet` | 91.5 | 100.0 | 83.3 | 60.0 | 100.0 | 100.0 | 100.0 |');
  expect(page).toContain('| `line_follower` | 0.0 (0 of 1) |');
  expect(page).not.toContain('old');
  const published = readSuiteResult(path.join(into, 'docs', 'suite-v1.json'));
  expect(published.brains.map(({ brain }) => brain)).toEqual(['slim_pilotnet', 'line_follower']);
});

it('refuses the result of another suite, and one without a brain to show', async () => {
  await expect(writeTables({ suite: suiteResult.suite })).rejects.toThrow('is of another suite');
  await expect(writeTables({ brains: [] })).rejects.toThrow('no brain that ships has a score');
});
