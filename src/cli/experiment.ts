import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { measuredTimesIn } from '../experiment/measured-times';
import { type ExperimentPlan, planExperiments } from '../experiment/plan/plan-experiments';
import type { PlannedPlace } from '../experiment/plan/plan-options';
import { formatExperimentTable } from '../experiment/report/terminal';
import type { ExperimentOutcome } from '../experiment/run-experiment';
import { cancelPlan, drivePlan, isOver, printPlan, tellMissing, writeReport } from './experiment/drive-plan';
import { addSuite } from './experiment/suite';
import type { Invocation } from './io';
import { choice } from './options/common';
import { addLiveOptions, type LiveOptions, splitLive } from './options/live';
import { integerFrom } from './options/parsers';
import { addQueueOptions, type QueueOptions, queueOf } from './options/queue';
import { printJson, printLines } from './print';

interface ExperimentOptions extends QueueOptions, LiveOptions {
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
    // What follows `suite` is its own.
    .enablePositionalOptions()
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
  addSuite(command, cli);
  return addLiveOptions(addQueueOptions(command))
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

async function experiment(files: string[], given: ExperimentOptions, cli: Invocation): Promise<void> {
  const [live, options] = splitLive(given);
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
  if (queue !== null && options.cancel === true) {
    await cancelPlan(plan, queue, json, cli);
    return;
  }
  const outcome = await drivePlan(plan, { folder, resume, queue, live }, cli);
  const page = report && isOver(outcome) ? await writeReport(outcome.stored, folder, [], cli) : null;
  tell(plan, folder, { outcome, page, json }, cli);
}

/** An experiment's name as that of a folder: it may be any text. */
function safeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}._+ -]+/gu, '_').replace(/^\.+/, '') || '_';
}

/** The table, where everything is, and what is missing.
 *  @param page of the report; null where none was written */
function tell(
  plan: ExperimentPlan,
  folder: string,
  told: { readonly outcome: ExperimentOutcome; readonly page: string | null; readonly json: boolean },
  cli: Invocation,
): void {
  const { outcome, page, json } = told;
  const { rows, stored, counts, driven, interrupted, stopped } = outcome;
  if (json) {
    printJson(cli, {
      name: plan.name,
      folder,
      counts,
      driven,
      interrupted,
      stopped,
      report: page,
      runs: rows,
    });
  } else {
    const scope = stored.length === rows.length ? '' : `, of all ${stored.length} runs in the folder`;
    const places = [`runs: ${folder}`, ...(page === null ? [] : [`report: ${page}${scope}`])];
    printLines(cli, [formatExperimentTable(rows), '', ...places]);
  }
  tellMissing(plan, outcome, folder, cli);
}
