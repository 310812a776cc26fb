import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { BagError, ConfigurationError } from '../errors';
import { compareExperiments } from '../experiment/report/compare-experiments';
import {
  buildExperimentComparisonJson,
  formatExperimentComparison,
} from '../experiment/report/comparison-text';
import { compareRuns } from '../measure/compare/compare-runs';
import { buildComparisonCharts } from '../measure/compare/comparison-chart';
import { buildComparisonJson, type ComparedSide } from '../measure/compare/comparison-json';
import { buildComparisonTable, formatCourse } from '../measure/compare/comparison-table';
import { collectRemarks, describeSide } from '../measure/compare/sides';
import { describeMethod } from '../measure/compare/verdict';
import type { ReadRuns } from '../measure/report/input/read-runs';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { openOutputFolder } from '../support/output-folder';
import type { Invocation } from './io';
import { addRunsOptions, type RunsOptions, readRunsBelow } from './options/runs';
import { isStore, readStoreRows } from './options/stores';
import { formatJson, printJson, printLines } from './print';

interface CompareOptions extends RunsOptions {
  json: boolean;
  out?: string;
}

type Comparison = ReturnType<typeof compareRuns>;

/** What is compared: as the user named it, and what was found there. */
interface Side extends ReadRuns {
  readonly asked: string;
}

export function addCompare(program: Command, cli: Invocation): Command {
  const command = program
    .command('compare')
    .description('compare two runs, or two folders of repetitions')
    .argument('<a>', 'a bag, a run folder, a folder of runs, or the folder of an experiment')
    .argument('<b>', 'what to compare it with');
  return addRunsOptions(command)
    .option('--json', 'print the comparison as one JSON object on standard output', false)
    .option('--out <folder>', 'write the comparison there too: JSON, table as CSV and Markdown, charts')
    .addHelpText(
      'after',
      '\nExit code 0: compared, whatever the result. 1: compared, but some bags could not be read. 6: none of a side could.',
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
      if (compareStores(a, b, options, cli)) return;
      const folder = options.out === undefined ? null : openOutputFolder(options.out, 'compare', cli);
      const sides = [await readSide(a, options, cli), await readSide(b, options, cli)] as const;
      const comparison = compareSides(...sides);
      const object = objectOf(...sides, comparison);
      const lines = linesOf(...sides, comparison);
      if (options.json) printJson(cli, object);
      else printLines(cli, lines);
      if (folder !== null) await writeFiles(folder, comparison, object, lines);
      cli.finish(sides.some(({ failed }) => failed.length > 0) ? 1 : 0);
    });
}

/** @returns false where the sides are not two folders of experiments */
function compareStores(a: string, b: string, { json, out }: CompareOptions, cli: Invocation): boolean {
  if (!isStore(a) || !isStore(b)) return false;
  const comparison = compareExperiments(readStoreRows(a, cli), readStoreRows(b, cli));
  if (comparison.brains.length === 0) {
    throw new ConfigurationError(
      `${a} and ${b} share no brain (${comparison.leftOut.join('; ')}); compare experiments with a brain in common, or with one brain each`,
    );
  }
  const object = { a, b, ...buildExperimentComparisonJson(comparison) };
  const lines = [`A: ${a}`, `B: ${b}`, '', ...formatExperimentComparison(comparison)];
  if (json) printJson(cli, object);
  else printLines(cli, lines);
  if (out !== undefined) {
    const folder = openOutputFolder(out, 'compare', cli);
    writeFileSync(path.join(folder, 'compare.json'), formatJson(object));
    writeFileSync(path.join(folder, 'compare.txt'), `${lines.join('\n')}\n`);
  }
  cli.finish(0);
  return true;
}

async function readSide(asked: string, options: CompareOptions, cli: Invocation): Promise<Side> {
  const read = await readRunsBelow([asked], options, false, cli);
  if (read.runs.length > 0) return { ...read, asked };
  throw new BagError(`${asked}: no run could be read, so there is nothing to compare`);
}

function compareSides(a: Side, b: Side): Comparison {
  const comparison = compareRuns(
    a.runs.map(({ measurement }) => measurement),
    b.runs.map(({ measurement }) => measurement),
  );
  if (comparison.courses.length > 0) return comparison;
  throw new BagError(
    `${a.asked} and ${b.asked} share no circuit and direction (${comparison.leftOut.join('; ')}); ` +
      'compare runs on the same circuit, or name it with --circuit for bags that do not say it',
  );
}

function objectOf(a: Side, b: Side, comparison: Comparison) {
  return buildComparisonJson(
    { a: sideOf(a, b), b: sideOf(b, a) },
    comparison,
    collectRemarks(a.runs, b.runs),
  );
}

function sideOf({ asked, runs }: Side, other: Side): ComparedSide {
  return {
    path: asked,
    description: describeSide(runs, [...runs, ...other.runs]),
    files: runs.map(({ measurement }) => measurement.file),
  };
}

function linesOf(a: Side, b: Side, { courses, tests, leftOut }: Comparison): string[] {
  const all = [...a.runs, ...b.runs];
  const remarks = [...collectRemarks(a.runs, b.runs), ...leftOut.map((what) => `Left out: ${what}`)];
  return [
    `A: ${a.asked}: ${describeSide(a.runs, all)}`,
    `B: ${b.asked}: ${describeSide(b.runs, all)}`,
    ...courses.flatMap((course) => ['', formatCourse(course)]),
    '',
    ...describeMethod(tests),
    ...remarks.map((remark) => `Note: ${remark}.`),
  ];
}

async function writeFiles(
  folder: string,
  comparison: Comparison,
  object: ReturnType<typeof objectOf>,
  lines: readonly string[],
): Promise<void> {
  writeFileSync(path.join(folder, 'compare.json'), formatJson(object));
  writeFileSync(path.join(folder, 'compare.txt'), `${lines.join('\n')}\n`);
  const { writeCharts, writeTables } = loadReportWriter();
  writeTables(folder, [buildComparisonTable(comparison)]);
  await writeCharts(folder, buildComparisonCharts(comparison.courses));
}
