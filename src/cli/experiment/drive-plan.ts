import path from 'node:path';
import { messageOf } from '../../errors';
import { ExperimentProgress } from '../../experiment/experiment-progress';
import { loadQueueRunner } from '../../experiment/lazy-queue';
import { formatPlan, planJson } from '../../experiment/plan/format-plan';
import type { ExperimentPlan } from '../../experiment/plan/plan-experiments';
import type { QueueSettings } from '../../experiment/queue-runner';
import type { ReportSection } from '../../experiment/report/report-section';
import { writeExperimentReport } from '../../experiment/report/write-experiment-report';
import type { RunRow } from '../../experiment/run/run-row';
import {
  type ExperimentOutcome,
  type RunExperimentOptions,
  runExperiment,
} from '../../experiment/run-experiment';
import { LiveExperiment } from '../../live/live-experiment';
import type { LiveServer } from '../../live/live-server';
import { count } from '../../support/count';
import { shellLine } from '../../support/shell-words';
import { escapeText } from '../../support/terminal/escape';
import { ProgressBar } from '../../support/terminal/progress-bar';
import { writeCodes } from '../../support/terminal/text-sink';
import { explainExperiment } from '../experiment-moments';
import { exitCodeAfter, interruptible } from '../interruptible';
import type { Invocation } from '../io';
import { openLive } from '../open-live';
import type { LiveOptions } from '../options/live';
import { printError, printJson, printLines } from '../print';
import { explainListener, USUAL_MOMENTS } from '../report-moments';

export function printPlan(plan: ExperimentPlan, folder: string, json: boolean, cli: Invocation): void {
  if (json) {
    printJson(cli, planJson(plan, folder));
    return;
  }
  printLines(cli, formatPlan(plan, folder));
}

/** Where and how a plan is driven. */
export interface DriveOptions extends Pick<RunExperimentOptions, 'folder' | 'resume' | 'queue' | 'command'> {
  readonly live: LiveOptions;
}

/** Has the runs of a plan driven, with its progress on the terminal and on a page where one is asked for. Ends the command with
 *  the exit code of that. */
export function drivePlan(
  plan: ExperimentPlan & { readonly workers: number },
  { live: liveOptions, ...where }: DriveOptions,
  cli: Invocation,
): Promise<ExperimentOutcome> {
  for (const line of plan.warnings) printError(cli, `warning: ${line}`);
  const progress = new ExperimentProgress(cli.stderr, plan.expected_s);
  let live: LiveExperiment | null = null;
  const log = terminalLog(progress, cli);
  const warn = (line: string) => {
    log.warn(line);
    live?.warn(line);
  };
  return interruptible(cli, 'interrupted', async (signal, interrupt) => {
    signal.addEventListener('abort', () => {
      progress.clear();
      live?.ends();
      if (where.queue) return;
      printError(cli, 'ending the runs that drive; another Ctrl-C ends at once');
    });
    let end = 'interrupted';
    try {
      // The runs drive in other processes, and take all cores.
      const server = await openLive(liveOptions, cli, log, { priority: 'normal' });
      if (server !== null) live = showPlan(server, plan, where, { progress, interrupt });
      const outcome = await runExperiment({
        ...where,
        plan,
        workers: Math.min(plan.workers, Math.max(1, plan.runs.length)),
        signal,
        log: { warn },
        onEvent: (event) => {
          progress.take(event);
          live?.take(event);
        },
        ...(live !== null && shownBy(live)),
      });
      cli.finish(exitCodeAfter(signal) || exitCodeOf(outcome, plan));
      end = endOf(outcome);
      return outcome;
    } catch (error) {
      end = messageOf(error);
      throw error;
    } finally {
      progress.clear();
      await live?.close(end);
    }
  });
}

function terminalLog(progress: ExperimentProgress, cli: Invocation) {
  return {
    info: (line: string) => {
      progress.clear();
      writeCodes(cli.stderr, `${escapeText(line)}\n`);
    },
    warn: (line: string) => {
      progress.clear();
      printError(cli, `warning: ${line}`);
    },
  };
}

function showPlan(
  server: LiveServer,
  { name, runs }: ExperimentPlan,
  { folder, queue }: Omit<DriveOptions, 'live'>,
  { progress, interrupt }: { readonly progress: ExperimentProgress; readonly interrupt: () => void },
): LiveExperiment {
  const { tally } = progress;
  const isQueued = queue !== null && queue !== undefined;
  return new LiveExperiment({ server, name, runs, folder, isQueued, tally, onStop: interrupt });
}

function shownBy(live: LiveExperiment): Pick<RunExperimentOptions, 'audience' | 'onStored'> {
  return { audience: live.audience, onStored: (rows) => live.takeStored(rows) };
}

/** Why an experiment is over, for its page. */
function endOf({ interrupted, stopped, counts }: ExperimentOutcome): string {
  if (stopped !== null) return stopped;
  if (interrupted) return 'interrupted';
  return counts.planned === 0 ? 'completed' : 'runs are missing';
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

/** Reports runs of the folder, with their worst moments where they recorded images.
 *  @returns the report's page */
export async function writeReport(
  rows: readonly RunRow[],
  folder: string,
  first: readonly ReportSection[],
  cli: Invocation,
): Promise<string> {
  const bar = new ProgressBar(cli.stderr);
  const listener = explainListener(bar, cli);
  const moments = await explainExperiment([{ folder, rows }], rows, USUAL_MOMENTS, listener).finally(() =>
    bar.clear(),
  );
  const { page } = await writeExperimentReport(rows, path.join(folder, 'report'), {
    first,
    moments: moments === null || moments.runs.length === 0 ? null : moments,
  });
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
