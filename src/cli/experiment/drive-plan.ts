import path from 'node:path';
import { ExperimentProgress } from '../../experiment/experiment-progress';
import { loadQueueRunner } from '../../experiment/lazy-queue';
import { formatPlan, planJson } from '../../experiment/plan/format-plan';
import type { ExperimentPlan } from '../../experiment/plan/plan-experiments';
import type { QueueSettings } from '../../experiment/queue-runner';
import { writeExperimentReport } from '../../experiment/report/write-experiment-report';
import {
  type ExperimentOutcome,
  type RunExperimentOptions,
  runExperiment,
} from '../../experiment/run-experiment';
import { count } from '../../support/count';
import { shellLine } from '../../support/shell-words';
import { exitCodeAfter, interruptible } from '../interruptible';
import type { Invocation } from '../io';
import { printError, printJson, printLines } from '../print';

export function printPlan(plan: ExperimentPlan, folder: string, json: boolean, cli: Invocation): void {
  if (json) {
    printJson(cli, planJson(plan, folder));
    return;
  }
  printLines(cli, formatPlan(plan, folder));
}

/** Has the runs of a plan driven, with its progress on the terminal. Ends the command with the exit code of that. */
export function drivePlan(
  plan: ExperimentPlan & { readonly workers: number },
  where: Pick<RunExperimentOptions, 'folder' | 'resume' | 'queue' | 'command'>,
  cli: Invocation,
): Promise<ExperimentOutcome> {
  for (const line of plan.warnings) printError(cli, `warning: ${line}`);
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

/** Takes the runs of a plan out of their queue, and says what has become of each. Nothing is driven or kept. */
export async function cancelPlan(
  { name, runs }: ExperimentPlan,
  queue: QueueSettings,
  json: boolean,
  cli: Invocation,
): Promise<void> {
  const { removed, driven, finished } = await loadQueueRunner().cancelExperiment(queue, runs);
  if (json) {
    printJson(cli, { name, queue: queue.address.shown, removed, driven, finished });
    return;
  }
  printLines(cli, [
    `${count(removed, 'run')} of ${runs.length} taken out of the queue`,
    ...(driven === 0 ? [] : [`${count(driven, 'run')} driven by workers now, to the end`]),
    ...(finished === 0 ? [] : [`${count(finished, 'result')} in the queue; --resume collects them`]),
  ]);
}

function exitCodeOf({ counts }: ExperimentOutcome, { runs }: ExperimentPlan): number {
  return counts.finished === runs.length && counts.faults === 0 ? 0 : 1;
}

/** Whether there is something to report, nothing was in the way, and no other process is still driving: the last one to end
 *  writes the report. */
export function isOver({ interrupted, stopped, rows, others }: ExperimentOutcome): boolean {
  return !interrupted && stopped === null && rows.length > 0 && others === 0;
}

/** Reports all runs of the folder. @returns the report's page */
export async function writeReport({ stored }: ExperimentOutcome, folder: string): Promise<string> {
  const { page } = await writeExperimentReport(stored, path.join(folder, 'report'));
  return page;
}

/** Says what ended the runner, what other processes drive, how faults are driven again, and what is missing. */
export function tellMissing(
  { runs }: ExperimentPlan,
  { counts, stopped, interrupted, others }: ExperimentOutcome,
  folder: string,
  cli: Invocation,
): void {
  if (stopped !== null) printError(cli, stopped);
  if (others > 0) {
    const report = interrupted || stopped !== null ? '' : '; the last one to end writes the report';
    printError(cli, `other processes drive ${count(others, 'run')} of this folder${report}`);
  }
  const { planned, faults } = counts;
  if (faults > 0) {
    const prune = shellLine(['f1-brain', 'runs', folder, '--prune', '--failed', '--yes']);
    printError(
      cli,
      `${count(faults, 'run')} ended by a fault; when its cause is gone, \`${prune}\` and --resume drive such runs again`,
    );
  }
  if (planned === 0) return;
  const [are, them] = runs.length === 1 ? ['run is', 'it'] : ['runs are', 'them'];
  printError(cli, `${planned} of ${runs.length} ${are} missing; --resume drives ${them}`);
}
