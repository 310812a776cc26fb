import { version } from '../../support/version';
import { labelBrains, textOf } from '../report/brain-labels';
import type { PlannedRun } from '../run/planned-run';
import { type Cell, RUN_COLUMNS, type RunRow } from '../run/run-row';
import type { SuitePlan } from './plan-suite';
import { type SuiteRun, type SuiteScore, scoreBrain } from './score';
import type { ScoreSettings } from './score-settings';

/** The file with the result of a suite, in the folder of its runs. */
export const SUITE_RESULT_FILE = 'suite-result.json';
export const SUITE_RESULT_FORMAT = 1;

/** What drove, by content. */
export interface MeasuredBrain {
  readonly brain_sha256: string | null;
  /** Null for a brain without a network, as the hashes of its model. */
  readonly model: string | null;
  readonly model_sha256: string | null;
  readonly card_sha256: string | null;
}

export interface BrainResult extends MeasuredBrain, SuiteScore {
  /** As tables name it. */
  readonly brain: string;
}

/** One run: which it is, and what it came to. */
export interface SuiteRunResult {
  readonly key: string;
  readonly brain: string;
  readonly part: string;
  readonly factor: string | null;
  readonly circuit: string;
  readonly direction: string;
  readonly seed: Cell;
  /** Image corruption and camera, as columns of the table of runs. */
  readonly conditions: Readonly<Record<string, Cell>>;
  /** Every outcome column of the table of runs. */
  readonly figures: Readonly<Record<string, Cell>>;
  readonly outcome_sha256: string | null;
}

/** Plain JSON; missing values are null. */
export interface SuiteResult {
  readonly format: typeof SUITE_RESULT_FORMAT;
  readonly suite: {
    readonly name: string;
    readonly sha256: string;
    readonly runs_per_brain: number;
    readonly score: ScoreSettings;
  };
  /** Of the program that wrote this. */
  readonly program_version: string;
  /** Of the programs, the Node.js and the processors that drove. */
  readonly driven_by: {
    readonly program_versions: readonly string[];
    readonly node_versions: readonly string[];
    readonly cpus: readonly string[];
  };
  /** ISO 8601, UTC: when the last run began. */
  readonly driven_until: string | null;
  /** As they were named. */
  readonly brains_asked: readonly string[];
  /** Best first; without a score last. */
  readonly brains: readonly BrainResult[];
  readonly runs: readonly SuiteRunResult[];
}

export const CONDITION_COLUMNS = [
  'corruption',
  'corruption_strength',
  'camera_rate_hz',
  'latency_ms',
  'camera_timing',
];
export const FIGURE_COLUMNS: readonly string[] = RUN_COLUMNS.filter(({ kind }) => kind === 'outcome').map(
  ({ name }) => name,
);

/** The result of a suite. @param rows of the table of runs, finished ones only */
export function buildSuiteResult(planned: SuitePlan, rows: readonly RunRow[]): SuiteResult {
  const { suite, plan, brains: asked } = planned;
  const labels = labelBrains(rows);
  const runs = rows.map((row, i) => runResult(row, labels[i]!, planned));
  const drivers = distinctDrivers(plan.runs);
  const perBrain = plan.runs.length / Math.max(1, drivers.size);
  const labelOf = new Map(rows.map((row, i) => [idOf(measuredBrain(row)), labels[i]!]));
  const distinct = (column: string) => [...new Set(rows.flatMap((row) => textOf(row, column) ?? []))].sort();
  const began = distinct('started_at');
  return {
    format: SUITE_RESULT_FORMAT,
    suite: { name: suite.name, sha256: suite.sha256, runs_per_brain: perBrain, score: suite.score },
    program_version: version(),
    driven_by: {
      program_versions: distinct('program_version'),
      node_versions: distinct('node_version'),
      cpus: distinct('cpu'),
    },
    driven_until: began.at(-1) ?? null,
    brains_asked: asked,
    brains: [...drivers]
      .map(([id, { name, measured }]) => {
        const brain = labelOf.get(id) ?? name;
        const own = runs.filter((run) => run.brain === brain);
        return { brain, ...measured, ...scoreBrain(own.map(suiteRun), perBrain, suite.score) };
      })
      .sort((a, b) => (b.score ?? -1) - (a.score ?? -1)),
    runs,
  };
}

/** Everything that drives in a plan, by its content. */
export function distinctDrivers(runs: readonly PlannedRun[]) {
  const drivers = new Map<string, { readonly name: string; readonly measured: MeasuredBrain }>();
  for (const { brain, model } of runs) {
    const measured = {
      brain_sha256: brain.sha256,
      model: model?.name ?? null,
      model_sha256: model?.sha256 ?? null,
      card_sha256: model?.card_sha256 ?? null,
    };
    drivers.set(idOf(measured), { name: brain.name, measured });
  }
  return drivers;
}

/** What drove a run, by content. */
export function measuredBrain(row: RunRow): MeasuredBrain {
  return {
    brain_sha256: textOf(row, 'brain_sha256'),
    model: textOf(row, 'model'),
    model_sha256: textOf(row, 'model_sha256'),
    card_sha256: textOf(row, 'card_sha256'),
  };
}

/** What drove, whatever it is called. */
export function idOf({ brain_sha256, model_sha256, card_sha256 }: MeasuredBrain): string {
  return JSON.stringify([brain_sha256, model_sha256, card_sha256]);
}

/** A run of a result as scores take it. */
export function suiteRun({ part, factor, circuit, conditions, figures }: SuiteRunResult): SuiteRun {
  return { part, factor, row: { circuit, ...conditions, ...figures } };
}

function runResult(row: RunRow, brain: string, { parts }: SuitePlan): SuiteRunResult {
  const key = textOf(row, 'key')!;
  const part = parts.get(key)!;
  const cells = (columns: readonly string[]) =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
  return {
    key,
    brain,
    part: part.name,
    factor: part.factor,
    circuit: textOf(row, 'circuit')!,
    direction: textOf(row, 'direction')!,
    seed: row.seed ?? null,
    conditions: cells(CONDITION_COLUMNS),
    figures: cells(FIGURE_COLUMNS),
    outcome_sha256: textOf(row, 'outcome_sha256'),
  };
}
