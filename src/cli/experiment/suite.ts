import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { BrainError } from '../../errors';
import { measuredTimesIn } from '../../experiment/measured-times';
import type { RunRow } from '../../experiment/run/run-row';
import type { ExperimentOutcome } from '../../experiment/run-experiment';
import { planSuite, type SuitePlan } from '../../experiment/suite/plan-suite';
import { brainsOfResult, writeSuiteResult } from '../../experiment/suite/result-file';
import { NEWEST_SUITE, readSuite } from '../../experiment/suite/suite-file';
import { buildSuiteResult, type SuiteResult } from '../../experiment/suite/suite-result';
import { buildSuiteSection } from '../../experiment/suite/suite-section';
import { formatSuiteResult } from '../../experiment/suite/suite-table';
import type { Invocation } from '../io';
import { addLiveOptions, type LiveOptions, splitLive } from '../options/live';
import { integerFrom, parseNames } from '../options/parsers';
import { addQueueOptions, type QueueOptions, queueOf } from '../options/queue';
import { printError, printJson, printLines } from '../print';
import { cancelPlan, drivePlan, isOver, printPlan, tellMissing, writeReport } from './drive-plan';

interface SuiteOptions extends QueueOptions, LiveOptions {
  readonly brains?: string[];
  readonly suite: string;
  readonly out?: string;
  readonly workers?: number;
  readonly resume: boolean;
  readonly report: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

export function addSuite(parent: Command, cli: Invocation): Command {
  const command = parent
    .command('suite')
    .description('drive the benchmark suite, and score every brain from 0 to 100')
    .option(
      '--brains <names>',
      'names in brains/ or models/, brain files, or .onnx files with their cards, separated by commas ' +
        '(default: all that ship)',
      parseNames,
    )
    .option('--suite <name>', 'a name in config/suites, or a suite file', NEWEST_SUITE)
    .option('--out <folder>', 'folder that keeps the runs (default: out/suite-NAME)')
    .option('--workers <number>', 'runs at once (default: one for each core)', integerFrom(1, 1024))
    .option('--resume', 'drive what the folder does not have yet', false);
  return addLiveOptions(addQueueOptions(command))
    .option('--no-report', 'write no report at the end; the result and the table are there all the same')
    .option('--plan', 'print the runs and the expected time, and drive none', false)
    .option('--json', 'print the result as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nWrites suite-result.json into the folder; f1-brain suite verify drives some of its runs again.' +
        '\nExit code 0: every brain has a score. 1: runs ended by a fault, or are missing. 2: a wrong argument, or the' +
        '\nfolder has runs already. 130: ended by Ctrl-C; --resume does the rest.',
    )
    .action((options: SuiteOptions) => driveSuite(options, cli));
}

async function driveSuite(given: SuiteOptions, cli: Invocation): Promise<void> {
  const [live, options] = splitLive(given);
  const queue = queueOf(options, cli);
  const suite = readSuite(options.suite);
  const folder = options.out ?? path.join('out', `suite-${suite.name}`);
  const planned = await planSuite(suite, options.brains ?? null, {
    measured: () => measuredTimesIn(folder),
  });
  const plan = { ...planned.plan, workers: options.workers ?? availableParallelism() };
  if (options.plan) {
    printPlan(plan, folder, options.json, cli);
    return;
  }
  if (queue !== null && options.cancel === true) {
    await cancelPlan(plan, queue, options.json, cli);
    return;
  }
  const { resume } = options;
  const command = ['experiment', 'suite', ...wordsOf(options)];
  const outcome = await drivePlan(plan, { folder, resume, queue, command, live }, cli);
  const { result, rows } = await resultOf(planned, outcome, folder, cli);
  if (rows.length > 0) writeSuiteResult(result, folder);
  const first = [buildSuiteSection(result)];
  const page = options.report && isOver(outcome) ? await writeReport(rows, folder, first, cli) : null;
  if (options.json) printJson(cli, { ...result, folder, report: page });
  else printLines(cli, [formatSuiteResult(result), '', ...placesOf(folder, page)]);
  tellMissing(plan, outcome, folder, cli);
}

/** The result of the brains that were asked for, and of those that the folder has a result of already. */
async function resultOf(
  planned: SuitePlan,
  { rows, stored }: ExperimentOutcome,
  folder: string,
  cli: Invocation,
): Promise<{ readonly result: SuiteResult; readonly rows: readonly RunRow[] }> {
  try {
    const earlier = brainsOfResult(folder, planned.suite).filter((one) => !planned.brains.includes(one));
    if (earlier.length > 0) {
      const all = await planSuite(planned.suite, [...earlier, ...planned.brains]);
      const own = stored.filter(({ key }) => all.parts.has(String(key)));
      return { result: buildSuiteResult(all, own), rows: own };
    }
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    printError(cli, `warning: only the brains of this command are in the result: ${error.message}`);
  }
  return { result: buildSuiteResult(planned, rows), rows };
}

/** The options that say what is driven, as they were given. */
function wordsOf({ suite, brains }: SuiteOptions): string[] {
  return [
    ...(suite === NEWEST_SUITE ? [] : ['--suite', suite]),
    ...(brains === undefined ? [] : ['--brains', brains.join(',')]),
  ];
}

function placesOf(folder: string, page: string | null): string[] {
  return [`runs and suite-result.json: ${folder}`, ...(page === null ? [] : [`report: ${page}`])];
}
