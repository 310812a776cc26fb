import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { BagError } from '../errors';
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
    .argument('<a>', 'a bag, a run folder, or a folder of runs')
    .argument('<b>', 'what to compare it with');
  return addRunsOptions(command)
    .option('--json', 'print the comparison as one JSON object on standard output', false)
    .option('--out <folder>', 'write the comparison there too: JSON, table as CSV and Markdown, charts')
    .addHelpText(
      'after',
      '\nExit code 0: compared, whatever the result. 1: compared, but some bags could not be read. 6: none of a side could.',
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
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
