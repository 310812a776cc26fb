/**
 * Draws the curves of all finished strategies, writes the int8 model of those that were made for it, and a table:
 *
 *     npx jiti training/strategies/finish.ts --help
 *
 * Called by training/strategies.sh. Files that were made of the same model already are left as they are.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { program, runProgram } from '../../scripts/support/program';
import { readCard } from '../../src/config/model-card';
import { optimizeModel } from '../../src/models/optimize/optimize-model';
import { writeLossesChart } from '../losses-chart';
import { curveChart, readCurve } from './curves';
import { type Finished, finishedIn } from './result';

async function finish({ runs, calibration }: { runs: string; calibration?: string }): Promise<void> {
  const all = finishedIn(runs);
  for (const result of all) {
    const chart = curveChart(result.name, readCurve(path.join(result.folder, 'losses.csv')));
    await writeLossesChart(result.folder, chart);
    if (result.ranges !== null) await quantize(result, result.ranges, calibration);
  }
  const table = tableOf(all);
  writeFileSync(path.join(runs, 'results.md'), table);
  process.stdout.write(table);
}

async function quantize(result: Finished, ranges: string, calibration: string | undefined): Promise<void> {
  if (existsSync(result.int8)) {
    const { parent } = readCard(result.int8).document as { parent?: { sha256?: string } };
    if (parent?.sha256 === result.notes.sha256) return;
  }
  await optimizeModel({
    modelFile: result.model,
    strategies: ['static'],
    ...(calibration === undefined ? {} : { calibrationFolder: calibration }),
    out: result.int8,
    force: true,
    options: { seed: result.notes.seed, ranges },
    command: `f1-brain optimize ${result.model} --strategy static --ranges ${ranges} --out ${result.int8}`,
    progress: () => {},
  });
}

const COLUMNS = [
  'strategy',
  'MSE',
  'MSE v',
  'MSE w',
  'zeros',
  'distinct weights, most in a layer',
  'MB',
  'MB gzip',
  'int8 MB',
  'int8 MB gzip',
];

/** Errors are those of the model as it will run: with int8 arithmetic where it was made for that. */
function tableOf(all: readonly Finished[]): string {
  const rows = all.map((result) => {
    const { test, sparsity, distinct_weights, bytes, gzip_bytes } = result.notes;
    const int8 = result.ranges === null ? null : readFileSync(result.int8);
    return [
      result.name,
      ...[test.mse, test.mse_v, test.mse_w].map((error) => error.toFixed(6)),
      `${(100 * sparsity).toFixed(1)} %`,
      Math.max(...Object.values(distinct_weights)),
      ...[bytes, gzip_bytes].map(megabytes),
      ...(int8 === null ? ['-', '-'] : [int8.length, gzipSync(int8, { level: 9 }).length].map(megabytes)),
    ];
  });
  const rule = COLUMNS.map((_, i) => (i === 0 ? '---' : '---:'));
  return [COLUMNS, rule, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(3);
}

void runProgram(
  program(
    'npx jiti training/strategies/finish.ts',
    'Writes curves, int8 models and a table of finished strategies.',
  )
    .requiredOption('--runs <folder>', 'the folder of the results')
    .option('--calibration <folder>', 'a dataset for int8 models')
    .action(finish),
);
