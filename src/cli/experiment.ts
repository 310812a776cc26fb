import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { ExperimentProgress } from '../experiment/experiment-progress';
import { measuredTimesIn } from '../experiment/measured-times';
import { formatPlan, planJson } from '../experiment/plan/format-plan';
import { type ExperimentPlan, planExperiments } from '../experiment/plan/plan-experiments';
import type { PlannedPlace } from '../experiment/plan/plan-options';
import { formatExperimentTable } from '../experiment/report/terminal';
import { writeExperimentReport } from '../experiment/report/write-experiment-report';
import {
  type ExperimentOutcome,
  type RunExperimentOptions,
  runExperiment,
} from '../experiment/run-experiment';
import { exitCodeAfter, interruptible } from './interruptible';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom } from './options/parsers';
import { addQueueOptions, type QueueOptions, queueOf } from './options/queue';
import { printError, printJson, printLines } from './print';

interface ExperimentOptions extends QueueOptions {
  readonly out?: string;
  readonly workers?: number;
  readonly world?: 'lockstep' | 'ros' | 'gazebo';
  readonly random?: boolean;
  readonly resume: boolean;
  readonly report: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

export function addExperiment(program: Command, cli: Invocation): Command {
  const command = program
    .command('experiment')
    .description('drive every brain on every circuit, several times: the runs of experiment files')
    .argument('<files...>', "BehaviorMetrics' multi-run YAML as it is, or a file as in docs/experiments.md")
    .option(
      '--out <folder>',
      "folder that keeps the runs (default: out/NAME; of BehaviorMetrics' files: NAME in their Stats.Out)",
    )
    .option(
      '--workers <number>',
      'lockstep runs at once (default: what the file says, else one for each core)',
      integerFrom(1, 1024),
    )
    .addOption(
      choice('--world <kind>', "where the brains of BehaviorMetrics' files drive (default: lockstep)", [
        'lockstep',
        'ros',
        'gazebo',
      ]),
    )
    .option('--random', "random start poses in BehaviorMetrics' files, as with its own --random")
    .option('--resume', 'drive what the folder does not have yet', false);
  return addQueueOptions(command)
    .option('--no-report', 'write no report at the end; the table is printed all the same')
    .option('--plan', 'print the runs and the expected time, and drive none', false)
    .option('--json', 'print one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: every run has a result, whatever its outcome: a car that leaves the track is one. 1: runs ended by a' +
        '\nfault, or are missing. 2: a file is wrong, or the folder has runs already. 130: ended by Ctrl-C; what was measured' +
        '\nis kept, and --resume does the rest. A second Ctrl-C ends at once.',
    )
    .action((files: string[], options: ExperimentOptions) => experiment(files, options, cli));
}

async function experiment(files: string[], options: ExperimentOptions, cli: Invocation): Promise<void> {
  const { out, plan: planOnly, json, resume, report, ...rest } = options;
  const queue = queueOf(options, cli);
  const folderOf = (place: PlannedPlace) => out ?? path.join(place.out ?? 'out', safeName(place.name));
  const planned = await planExperiments(files, {
    ...rest,
    measured: (place) => measuredTimesIn(folderOf(place)),
  });
  const plan = { ...planned, workers: planned.workers ?? availableParallelism() };
  const folder = folderOf(plan);
  if (planOnly) {
    printPlan(plan, folder, json, cli);
    return;
  }
  for (const line of plan.warnings) printError(cli, `warning: ${line}`);
  const outcome = await drive(plan, { folder, resume: resume || queue?.cancel === true, queue }, cli);
  const page = report && isOver(outcome) ? await writeReport(outcome, folder) : null;
  tell(plan, folder, { outcome, page, json }, cli);
}

/** An experiment's name as that of a folder: it may be any text. */
function safeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._+ -]+/gu, '_').replace(/^\.+/, '') || '_';
}

function printPlan(plan: ExperimentPlan, folder: string, json: boolean, cli: Invocation): void {
  if (json) {
    printJson(cli, planJson(plan, folder));
    return;
  }
  printLines(cli, formatPlan(plan, folder));
}

function drive(
  plan: ExperimentPlan & { readonly workers: number },
  where: Pick<RunExperimentOptions, 'folder' | 'resume' | 'queue'>,
  cli: Invocation,
): Promise<ExperimentOutcome> {
  const progress = new ExperimentProgress(cli.stderr, plan.expected_s);
  const warn = (line: string) => {
    progress.clear();
    printError(cli, `warning: ${line}`);
  };
  return interruptible(cli, 'interrupted', async (signal) => {
    signal.addEventListener('abort', () => {
      progress.clear();
      if (where.queue) return;
      printError(cli, 'ending the runs that drive; another Ctrl-C ends at once');
    });
    try {
      const onEvent: ExperimentProgress['take'] = (event) => progress.take(event);
      const workers = Math.min(plan.workers, Math.max(1, plan.runs.length));
      const outcome = await runExperiment({ ...where, plan, workers, signal, log: { warn }, onEvent });
      cli.finish(exitCodeAfter(signal) || exitCodeOf(outcome, plan));
      return outcome;
    } finally {
      progress.clear();
    }
  });
}

function exitCodeOf({ counts }: ExperimentOutcome, { runs }: ExperimentPlan): number {
  return counts.finished === runs.length && counts.faults === 0 ? 0 : 1;
}

function isOver({ interrupted, stopped, rows }: ExperimentOutcome): boolean {
  return !interrupted && stopped === null && rows.length > 0;
}

/** @returns the report's page */
async function writeReport({ rows }: ExperimentOutcome, folder: string): Promise<string> {
  const { page } = await writeExperimentReport(rows, path.join(folder, 'report'));
  return page;
}

/** The table, where everything is, and what is missing.
 *  @param page of the report; null where none was written */
function tell(
  { name, runs }: ExperimentPlan,
  folder: string,
  told: { readonly outcome: ExperimentOutcome; readonly page: string | null; readonly json: boolean },
  cli: Invocation,
): void {
  const { outcome, page, json } = told;
  const { rows, counts, driven, interrupted, stopped } = outcome;
  if (json) {
    printJson(cli, { name, folder, counts, driven, interrupted, stopped, report: page, runs: rows });
  } else {
    const places = [`runs: ${folder}`, ...(page === null ? [] : [`report: ${page}`])];
    printLines(cli, [formatExperimentTable(rows), '', ...places]);
  }
  if (stopped !== null) printError(cli, stopped);
  const missing = runs.length - counts.finished;
  if (missing === 0) return;
  const others = counts.running > 0 ? `, ${counts.running} of them driven by another process` : '';
  printError(
    cli,
    `${missing} of ${runs.length} ${runs.length === 1 ? 'run is' : 'runs are'} missing${others}; --resume drives them`,
  );
}
