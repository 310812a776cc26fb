import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './support/files';

const there = spawnSync('shellcheck', ['--version']).status === 0;
const shell = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => /^#!.*\b(ba)?sh\n/.test(readFileSync(path.join(ROOT, file), 'latin1').slice(0, 40)));

/** Where shellcheck is installed: `npm test` needs nothing but Node. */
(there || process.env.CI ? describe : describe.skip)('shell scripts', () => {
  it('are found by their first lines', () => {
    expect(shell).toEqual(expect.arrayContaining(['.ci/run', 'nodes/brain', 'scripts/container/build.sh']));
  });

  test.each(shell)('%s has nothing that shellcheck warns of', (file) => {
    const { status, stdout } = spawnSync('shellcheck', ['--severity=warning', file], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
