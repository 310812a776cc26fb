import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { shellLine } from '../support/shell-words';
import type { ExperimentEvent } from './experiment-events';
import { recordExperiment } from './experiment-record';
import type { ExperimentRunner, RunnerContext, RunnerOutcome } from './experiment-runner';
import { loadQueueRunner } from './lazy-queue';
import { LocalRunner } from './local-runner';
import type { ExperimentPlan } from './plan/plan-experiments';
import type { QueueSettings } from './queue-runner';
import type { PlannedRun } from './run/planned-run';
import type { RunRow } from './run/run-row';
import type { RunCounts } from './run/run-store';
import { openStore } from './store/open-store';
import type { Audience } from './work/audience';
import { requireGazebo } from './work/require-gazebo';
import { RunPool } from './work/run-pool';

export interface RunExperimentOptions {
  readonly plan: ExperimentPlan;
  /** Where its runs are kept. */
  readonly folder: string;
  /** Lockstep runs at once; runs in real time are driven alone. */
  readonly workers: number;
  /** Whether the folder may hold runs already, which are not done again. */
  readonly resume: boolean;
  /** Words of the command that asks for these runs, without `--out`. Default: `experiment` with the plan's files. */
  readonly command?: readonly string[];
  /** Aborted, it starts no run any more; those that drive are ended and given back. */
  readonly signal: AbortSignal;
  readonly log: { warn(line: string): void };
  readonly onEvent: (event: ExperimentEvent) => void;
  /** Gets the results that were there already, before the first run; they are read for it alone. */
  readonly onStored?: (rows: readonly RunRow[]) => void;
  /** Who wants to know where the cars of this machine are. Default: nobody. */
  readonly audience?: Audience;
  /** Where workers of other machines take the runs from; null or absent has this machine drive them. */
  readonly queue?: QueueSettings | null;
  /** Drives the runs on this machine. Default: processes. */
  readonly pool?: Pick<RunPool, 'drive' | 'close'>;
}

/** What came of an experiment. */
export interface ExperimentOutcome extends RunnerOutcome {
  /** Of the planned runs. */
  readonly counts: RunCounts;
  readonly interrupted: boolean;
  /** Of the planned runs that are finished, in the order of the plan. */
  readonly rows: readonly RunRow[];
  /** Of all runs that the folder has: those of other plans too. */
  readonly stored: readonly RunRow[];
  /** Runs of the folder that other processes drive now. */
  readonly others: number;
}

/**
 * Drives the runs of a plan that its folder does not have yet, and keeps each with its files. Whatever ends it, what was
 * measured is kept, and the same call with `resume` does what is missing.
 * @throws ConfigurationError before the first run; StoreError where the folder cannot be used
 */
export async function runExperiment(options: RunExperimentOptions): Promise<ExperimentOutcome> {
  const { plan, folder, log, signal } = options;
  if (!options.resume) {
    const shown = plan.files.map((file) => path.relative('', file));
    requireEmpty(folder, options.command ?? ['experiment', ...shown]);
  }
  // The workers of a queue have their own.
  if (!options.queue) await requireGazebo(plan.runs);
  if (options.queue) await loadQueueRunner().requireRedis(options.queue, log);
  const store = openStore(folder, { create: true, log });
  const runner = runnerOf(options, { ...options, store, runs: plan.runs });
  try {
    store.plan(plan.runs);
    recordExperiment(plan, folder);
    const all = new Set(plan.runs.map(({ key }) => key));
    const { finished, faults } = store.counts(all);
    options.onEvent({ type: 'begun', planned: all.size, done: finished, faults });
    if (options.onStored && finished > 0) options.onStored(rowsOf(plan, store.rows()).rows);
    const outcome = await runner.run();
    // Counted before the rows are read: where nobody else drives, they are all that there will be.
    const others = store.countOthers();
    const counts = store.counts(all);
    return { ...outcome, counts, others, interrupted: signal.aborted, ...rowsOf(plan, store.rows()) };
  } finally {
    await runner.close();
    store.close();
  }
}

function runnerOf(
  { queue, pool, workers, audience, onEvent }: RunExperimentOptions,
  context: RunnerContext,
): ExperimentRunner {
  if (queue) {
    const { QueueRunner } = loadQueueRunner();
    return new QueueRunner(context, queue);
  }
  const onRepeat = (run: PlannedRun, why: string) => onEvent({ type: 'repeated', run, why });
  const driven = pool ?? new RunPool({ slots: workers, onRepeat, ...(audience && { audience }) });
  return new LocalRunner(context, driven, workers);
}

function rowsOf(
  { runs }: ExperimentPlan,
  stored: readonly RunRow[],
): Pick<ExperimentOutcome, 'rows' | 'stored'> {
  const places = new Map(runs.map(({ key }, place) => [key, place]));
  const placeOf = ({ key }: RunRow) => places.get(String(key))!;
  const rows = stored.filter(({ key }) => places.has(String(key))).sort((a, b) => placeOf(a) - placeOf(b));
  // The table in the terminal and the report share one analysis where they are about the same runs.
  return { rows, stored: rows.length === stored.length ? rows : stored };
}

/** @throws ConfigurationError where the folder has results */
function requireEmpty(folder: string, command: readonly string[]): void {
  const runs = path.join(folder, 'runs');
  const count = existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')).length : 0;
  if (count === 0) return;
  throw new ConfigurationError(
    `${folder}: has ${count} ${count === 1 ? 'run' : 'runs'} already; ` +
      `\`${shellLine(['f1-brain', ...command, '--out', folder, '--resume'])}\` does what is missing, ` +
      'another --out begins from scratch',
  );
}
