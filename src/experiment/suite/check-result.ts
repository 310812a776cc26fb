import { ConfigurationError } from '../../errors';
import { version } from '../../support/version';
import type { PlannedRun } from '../run/planned-run';
import type { Cell } from '../run/run-row';
import type { SuitePlan } from './plan-suite';
import { scoreBrain } from './score';
import type { Suite } from './suite-file';
import {
  type BrainResult,
  distinctDrivers,
  idOf,
  type MeasuredBrain,
  type SuiteResult,
  type SuiteRunResult,
  suiteRun,
} from './suite-result';

const SHORT_HASH = 12;

/** A figure that is not as the result has it. */
export interface Difference {
  readonly column: string;
  readonly expected: Cell;
  readonly found: Cell;
}

/** Checks that a result is of this suite.
 *  @param file of the result, for the error
 *  @throws ConfigurationError */
export function requireSuite(result: SuiteResult, suite: Suite, file: string): void {
  if (result.suite.sha256 === suite.sha256) return;
  throw new ConfigurationError(
    `${file}: was measured with another suite than ${suite.file} (sha256 ${short(result.suite.sha256)}, here ` +
      `${short(suite.sha256)}); name the suite's file with --suite`,
  );
}

/**
 * The runs of a result with what was planned for each.
 * @param named whether the plan's brains were named for this: the runs of others are left out then
 * @param file of the result, for errors
 * @throws ConfigurationError with a line for each brain, model or card whose content is another here
 */
export function plannedRunsOf(
  result: SuiteResult,
  { plan }: SuitePlan,
  named: boolean,
  file: string,
): { readonly run: SuiteRunResult; readonly planned: PlannedRun }[] {
  const drivers = distinctDrivers(plan.runs);
  const here = result.brains.filter((brain) => drivers.has(idOf(brain)));
  const others = result.brains.filter((brain) => !here.includes(brain));
  const left = named && here.length > 0 ? others.filter((brain) => namesake(brain, drivers) === null) : [];
  const problems = others.filter((brain) => !left.includes(brain));
  if (problems.length > 0) {
    throw new ConfigurationError(problems.map((brain) => describeOther(brain, drivers, file)).join('\n'));
  }
  const leftOut = new Set(left.map(({ brain }) => brain));
  const runs = result.runs.filter(({ brain }) => !leftOut.has(brain));
  const byKey = new Map(plan.runs.map((run) => [run.key, run]));
  const unknown = runs.filter(({ key }) => !byKey.has(key));
  if (unknown.length === 0) return runs.map((run) => ({ run, planned: byKey.get(run.key)! }));
  const { brain, circuit, direction } = unknown[0]!;
  const versions = result.driven_by.program_versions.join(', ');
  const other = result.driven_by.program_versions.every((driven) => driven === version())
    ? ''
    : `; it was measured with f1-brain ${versions}, this is ${version()}`;
  throw new ConfigurationError(
    `${file}: ${unknown.length} of its ${runs.length} runs are none that this program plans for the suite, such ` +
      `as ${brain} on ${circuit}, ${direction}${other}`,
  );
}

type Drivers = ReturnType<typeof distinctDrivers>;

/** What drives here under the name of a brain of the result, or with a model of that name; null for nothing. */
function namesake({ brain, model }: BrainResult, drivers: Drivers): MeasuredBrain | null {
  const found = [...drivers.values()].find(
    ({ name, measured }) => name === brain || (model !== null && measured.model === model),
  );
  return found?.measured ?? null;
}

/** Says what of a brain has another content here. */
function describeOther(brain: BrainResult, drivers: Drivers, file: string): string {
  const measured = namesake(brain, drivers);
  if (measured === null) {
    return `${file}: ${brain.brain} is not among the brains here; name its file with --brains`;
  }
  const parts = [
    ['brain', brain.brain_sha256, measured.brain_sha256],
    ['model', brain.model_sha256, measured.model_sha256],
    ['card', brain.card_sha256, measured.card_sha256],
  ] as const;
  const differing = parts.flatMap(([what, expected, found]) =>
    expected === found
      ? []
      : [`its ${what} has sha256 ${short(expected)} in the result and ${short(found)} here`],
  );
  return `${file}: ${brain.brain} is another one here: ${differing.join(', ')}; name what was measured with --brains`;
}

function short(sha256: string | null): string {
  return sha256 === null ? 'none' : sha256.slice(0, SHORT_HASH);
}

/** Brains whose score is not what the runs of the result come to. */
export function differingScores(result: SuiteResult, suite: Suite): Difference[] {
  return result.brains.flatMap(({ brain, score }) => {
    const own = result.runs.filter((run) => run.brain === brain).map(suiteRun);
    const found = scoreBrain(own, result.suite.runs_per_brain, suite.score).score;
    return found === score ? [] : [{ column: `score of ${brain}`, expected: score ?? null, found }];
  });
}

/** Figures of a run that was driven again which are not as the result has them.
 *  @param found the row of the table of runs */
export function compareRun(expected: SuiteRunResult, found: Readonly<Record<string, Cell>>): Difference[] {
  const differing = Object.entries(expected.figures).flatMap(([column, cell]) =>
    cell === (found[column] ?? null) ? [] : [{ column, expected: cell, found: found[column] ?? null }],
  );
  const hash = found.outcome_sha256 ?? null;
  if (differing.length > 0 || hash === expected.outcome_sha256) return differing;
  return [{ column: 'outcome_sha256', expected: expected.outcome_sha256, found: hash }];
}

/** What may let figures differ though nothing is wrong, one line each. */
export function describeOtherMachine(
  result: SuiteResult,
  here: { readonly node: string; readonly cpu: string },
) {
  const { program_versions, node_versions, cpus } = result.driven_by;
  const others = (what: string, measured: readonly string[], own: string) =>
    measured.length > 0 && measured.every((one) => one === own)
      ? []
      : [`${what} ${measured.join(', ') || 'unknown'}, here ${own}`];
  return [
    ...others('it was measured with f1-brain', program_versions, version()),
    ...others('it was measured with Node.js', node_versions ?? [], here.node),
    ...others('it was measured on', cpus, here.cpu),
  ];
}
