import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { loadCircuit } from '../circuit/load';
import { BagError } from '../errors';
import { compareRuns } from '../measure/compare/compare-runs';
import { buildComparisonChart } from '../measure/compare/comparison-chart';
import { buildComparisonJson, type ComparedSide } from '../measure/compare/comparison-json';
import { buildComparisonTable, formatCourse } from '../measure/compare/comparison-table';
import { collectRemarks, describeSide } from '../measure/compare/sides';
import { describeMethod } from '../measure/compare/verdict';
import { findBags } from '../measure/report/input/find-bags';
import { type ReadRuns, readRuns } from '../measure/report/input/read-runs';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { Invocation } from './io';
import { addTopicOptions, type TopicOptions, topicsOf } from './options/topics';

interface CompareOptions extends TopicOptions {
  perfectLap?: string;
  circuit?: string;
  json: boolean;
  out?: string;
}

export function addCompare(program: Command, cli: Invocation): Command {
  const command = program
    .command('compare')
    .description('hold two runs, or two folders of repetitions, against each other')
    .argument('<a>', 'a bag, a run folder, or a folder of runs')
    .argument('<b>', 'what to hold against it')
    .option(
      '--perfect-lap <bag>',
      "perfect lap for BehaviorMetrics' figures (default: the circuit's own line)",
    )
    .option(
      '--circuit <name>',
      'circuit of the bags that do not say it: a name, circuit file or perfect-lap bag',
    );
  return addTopicOptions(command)
    .option('--json', 'print the comparison as one JSON object on standard output', false)
    .option('--out <folder>', 'write the comparison there too: JSON, table as CSV and Markdown, pictures')
    .addHelpText(
      'after',
      '\nExit code 0: compared, whatever came out. 1: compared, but some bags could not be read. 6: none of a side could.',
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
      const folder = options.out === undefined ? null : openOutputFolder(options.out, 'compare', cli);
      const sides = { a: await readSide(a, options, cli), b: await readSide(b, options, cli) };
      const comparison = compareRuns(
        sides.a.runs.map(({ measurement }) => measurement),
        sides.b.runs.map(({ measurement }) => measurement),
      );
      if (comparison.courses.length === 0) {
        throw new BagError(
          `${a} and ${b} share no circuit and direction (${comparison.leftOut.join('; ')}); ` +
            'compare runs on the same circuit, or name it with --circuit for bags that do not say it',
        );
      }
      const remarks = collectRemarks(sides.a.runs, sides.b.runs);
      const object = buildComparisonJson(
        { a: described(a, sides.a), b: described(b, sides.b) },
        comparison,
        remarks,
      );
      const lines = [
        `A: ${a}: ${describeSide(sides.a.runs)}`,
        `B: ${b}: ${describeSide(sides.b.runs)}`,
        ...comparison.courses.flatMap((course) => ['', formatCourse(course)]),
        '',
        ...describeMethod(comparison.tests),
        ...[...remarks, ...comparison.leftOut.map((what) => `Left out: ${what}`)].map(
          (remark) => `Note: ${remark}.`,
        ),
      ];
      cli.stdout.write(options.json ? `${JSON.stringify(object, null, 2)}\n` : `${lines.join('\n')}\n`);
      if (folder !== null) {
        writeFileSync(path.join(folder, 'compare.json'), `${JSON.stringify(object, null, 2)}\n`);
        writeFileSync(path.join(folder, 'compare.txt'), `${lines.join('\n')}\n`);
        await writePictures(folder, comparison);
      }
      cli.finish(sides.a.failed.length + sides.b.failed.length > 0 ? 1 : 0);
    });
}

async function readSide(asked: string, options: CompareOptions, cli: Invocation): Promise<ReadRuns> {
  const { perfectLap, circuit } = options;
  const line = new ProgressBar(cli.stderr);
  const read = await readRuns(findBags([asked]), {
    series: false,
    topics: topicsOf(options),
    ...(perfectLap === undefined ? {} : { perfectLap }),
    ...(circuit === undefined ? {} : { circuit: await loadCircuit(circuit) }),
    onProgress: (share, file) => line.show(share, `measuring ${file}`),
  });
  line.clear();
  for (const { reason } of read.failed) cli.stderr.write(`f1-brain: ${reason}\n`);
  if (read.runs.length === 0)
    throw new BagError(`${asked}: no run could be read, so there is nothing to compare`);
  return read;
}

async function writePictures(folder: string, comparison: ReturnType<typeof compareRuns>): Promise<void> {
  const { writeCharts, writeTables } = loadReportWriter();
  writeTables(folder, [buildComparisonTable(comparison)]);
  await writeCharts(
    folder,
    comparison.courses.map(buildComparisonChart).filter((chart) => chart !== null),
  );
}

function described(asked: string, { runs }: ReadRuns): ComparedSide {
  return {
    path: asked,
    description: describeSide(runs),
    files: runs.map(({ measurement }) => measurement.file),
  };
}
