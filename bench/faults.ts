/**
 * Runs the tests of what happens when something beside the node fails, and writes how fast the car was stopped and
 * driven again into docs/safety.md. Needs what those tests need: ROS, and root for the networks.
 *
 *     npx jiti bench/faults.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measuredWhere, replaceBetween, rowCells, table } from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { program, runProgram } from '../scripts/support/program';

function measure(): void {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-faults-')), 'rows.md');
  const jest = path.join(PACKAGE_ROOT, 'node_modules', '.bin', 'jest');
  const args = ['--config', 'jest.ros.config.js', '--runInBand', 'test/real/faults'];
  const { status } = spawnSync(jest, args, {
    cwd: PACKAGE_ROOT,
    stdio: 'inherit',
    env: { ...process.env, FAULTS_TABLE: file },
  });
  if (status !== 0) throw new Error('the tests failed; docs/safety.md stays as it is');
  const rows = readFileSync(file, 'utf8').trim().split('\n').map(rowCells);
  rows.sort(([a = ''], [b = '']) => a.localeCompare(b));
  const text = table(['fault', 'until the car is stopped', 'until it is driven again'], rows);
  replaceBetween('docs/safety.md', 'faults', `${text}\n\n${measuredWhere()}`);
}

void runProgram(
  program(
    'npx jiti bench/faults.ts',
    'Measures how fast the car is stopped when something fails; writes docs/safety.md.',
  ).action(measure),
);
