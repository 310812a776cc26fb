import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { brainNames } from '../../src/config/brain-file';
import { readSuiteResult } from '../../src/experiment/suite/result-file';
import { NEWEST_SUITE, readSuite } from '../../src/experiment/suite/suite-file';
import { builtFile } from '../../src/support/paths';
import { PACKAGE_ROOT } from '../support/paths';
import { integerFrom, names, program, say } from '../support/program';
import { writeSuiteTables } from './tables';

interface Options {
  brains?: string[];
  out: string;
  into: string;
  workers: number;
  drive: boolean;
}

export function suiteTableProgram(): Command {
  return program(
    'npm run suite-table --',
    'Drives the benchmark suite with the brains that ship, and writes the table of README.md and docs/suite.md.',
  )
    .option('--brains <names>', 'only these, separated by commas (default: all that ship)', names)
    .option('--out <folder>', 'folder of the runs', path.join(PACKAGE_ROOT, 'out', 'suite-v1'))
    .option('--into <folder>', 'folder that has README.md and docs/suite.md', PACKAGE_ROOT)
    .option('--workers <number>', 'runs at once', integerFrom(1, 1024), cpus().length)
    .option('--no-drive', 'write the table of what has been driven')
    .action((options: Options) => main(options));
}

function main({ brains, out, into, workers, drive }: Options): void {
  if (drive) driveSuite(brains ?? brainNames(), out, workers);
  const result = readSuiteResult(out);
  const suite = readSuite(NEWEST_SUITE);
  if (result.suite.sha256 !== suite.sha256) {
    throw new Error(`${out}: is of another suite than ${suite.file}; drive that one`);
  }
  const written = writeSuiteTables(result, into);
  say(`README.md and docs/suite.md: ${written} of ${brainNames().length} brains`);
}

function driveSuite(brains: readonly string[], out: string, workers: number): void {
  const args = ['experiment', 'suite', '--brains', brains.join(','), '--workers', String(workers)];
  const { status } = spawnSync(
    process.execPath,
    [builtFile('cli', 'main.js'), ...args, '--resume', '--out', out],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  // Runs that are missing, or ended by a fault, leave their brain without a score.
  if (status !== 0 && status !== 1) throw new Error(`f1-brain ${args.join(' ')} ended with ${status}`);
}
