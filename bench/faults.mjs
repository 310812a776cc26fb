// Runs the tests of what happens when something beside the node fails, and writes how fast the car stood and was driven
// again into docs/safety.md. Needs what those tests need: ROS, and root for the networks.
//
//     node bench/faults.mjs
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { machine, ROOT, replaceBetween, table } from './tables.mjs';

const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-faults-')), 'rows.md');
const jest = path.join(ROOT, 'node_modules/.bin/jest');
const args = ['--config', 'jest.ros.config.js', '--runInBand', 'test/real/faults'];
const { status } = spawnSync(jest, args, {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, FAULTS_TABLE: file },
});
if (status !== 0) process.exit(status ?? 1);
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  .sort(([a], [b]) => a.localeCompare(b));
const text = table(['fault', 'until the car is told to stand', 'until it is driven again'], rows);
replaceBetween('docs/safety.md', 'faults', `${text}\n\n${machine()}`);
