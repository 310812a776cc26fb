/**
 * How long the report of an experiment takes: `npx jiti bench/experiment-report.ts --help`. Makes a store with synthetic runs and
 * measures `f1-brain report` on it as a process (dist/ must be built): wall time, processor time, and largest resident memory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MAIN } from '../scripts/support/paths';
import { integerFrom, program, runProgram, say } from '../scripts/support/program';
import { measureReport } from './support/report-process';

interface Options {
  runs: number;
  brains: number;
  rounds: number;
  json: boolean;
}

async function measureAll({ runs, brains, rounds, json }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const measured = await measureReport(MAIN, folder, { runs, brains, rounds });
    if (json) process.stdout.write(`${JSON.stringify({ runs, brains, measured }, null, 2)}\n`);
    for (const { wall_s, cpu_s, rss_MB } of measured) {
      say(
        `${runs} runs of ${brains} brains: ${wall_s.toFixed(2)} s, ${cpu_s.toFixed(2)} s of processor time, ${rss_MB.toFixed(0)} MB`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const command = program('npx jiti bench/experiment-report.ts', 'Measures the report of an experiment.')
  .option('--runs <number>', 'runs in the store', integerFrom(1), 10_000)
  .option('--brains <number>', 'brains that drove them', integerFrom(1), 10)
  .option('--rounds <number>', 'how often', integerFrom(1), 3)
  .option('--json', 'print JSON', false)
  .action(measureAll);
void runProgram(command);
