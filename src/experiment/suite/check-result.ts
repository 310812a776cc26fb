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
 * The planned run of every run of a result.
 * @param file of the result, for errors
 * @throws ConfigurationError with a line for each brain, model or card whose content is another here
 */
export function plannedRunsOf(
  result: SuiteResult,
  { plan }: SuitePlan,
  file: string,
): ReadonlyMap<string, PlannedRun> {
  const drivers = distinctDrivers(plan.runs);
  const problems = result.brains.flatMap((brain) =>
    drivers.has(idOf(brain)) ? [] : [describeOther(brain, drivers, file)],
  );
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
  const byKey = new Map(plan.runs.map((run) => [run.key, run]));
  const unknown = result.runs.filter(({ key }) => !byKey.has(key));
  if (unknown.length === 0) return byKey;
  const { brain, circuit, direction } = unknown[0]!;
  const versions = result.driven_by.program_versions.join(', ');
  const other = result.driven_by.program_versions.every((driven) => driven === version())
    ? ''
    : `; it was measured with f1-brain ${versions}, this is ${version()}`;
  throw new ConfigurationError(
    `${file}: ${unknown.length} of its ${result.runs.length} runs are none that this program plans for the suite, such ` +
      `as ${brain} on ${circuit}, ${direction}${other}`,
  );
}

/** Says what of a brain has another content here. */
function describeOther(
  brain: BrainResult,
  drivers: ReturnType<typeof distinctDrivers>,
  file: string,
): string {
  const here = [...drivers.values()].find(
    ({ name, measured }) => name === brain.brain || (brain.model !== null && measured.model === brain.model),
  );
  if (here === undefined) {
    return `${file}: ${brain.brain} is not among the brains here; name its file with --brains`;
  }
  const { measured } = here;
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
