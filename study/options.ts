import { type Command, InvalidArgumentError } from 'commander';
import { CIRCUITS } from '../scripts/support/circuits';
import { integerFrom, names, namesOf, program } from '../scripts/support/program';
import { messageOf } from '../src/errors';
import type { Strategy } from './list';
import { findPerfectLaps, type PerfectLaps } from './perfect-laps';
import { PUBLISHED_CIRCUITS } from './ros-tables';

export const PARTS = ['offline', 'gpu', 'lockstep', 'ros'] as const;
export type Part = (typeof PARTS)[number];

/** What to do. Null: what is published. */
export interface StudyOptions {
  readonly only: readonly Part[];
  /** Ids of the models to study; null: all. */
  readonly models: readonly string[] | null;
  readonly rosModels: readonly string[] | null;
  readonly rosCircuits: readonly string[];
  readonly circuits: readonly string[];
  readonly perfectLaps: PerfectLaps;
  readonly rounds: number;
  readonly frames: number;
  readonly atOnce: number;
  readonly seed: number;
  readonly train: boolean;
  readonly quick: boolean;
  readonly plan: boolean;
  /** Parts that are measured as their documents have them: all models, all circuits. */
  readonly whole: ReadonlySet<Part>;
}

/** As commander gives them; absent where the user did not say. */
interface Given {
  only?: Part[];
  models?: string[];
  rosModels?: string[] | 'all';
  rosCircuits?: string[] | 'all';
  circuits?: string[];
  perfectLaps?: PerfectLaps;
  rounds?: number;
  frames?: number;
  atOnce: number;
  seed: number;
  train: boolean;
  quick: boolean;
  plan: boolean;
}

const ALL = 'all';

/** The program `npm run strategies`, without what it does.
 *  @param strategies whose ids options may name */
export function studyCommand(
  strategies: readonly Strategy[],
  study: (options: StudyOptions) => Promise<void> | void,
): Command {
  const ids = strategies.map(({ id }) => id);
  return program(
    'npm run strategies --',
    'Makes every strategy of the published tables, evaluates them all, drives with each, and writes the tables of ' +
      'docs/evaluation.md, docs/results.md and README.md. A part of a table is printed instead.',
  )
    .option('--only <parts>', `parts to measure: ${PARTS.join(', ')} (default: all)`, namesOf(PARTS))
    .option('--models <ids>', 'these models alone, by the ids that --plan shows', namesOf(ids))
    .option(
      '--ros-models <ids>',
      'models to drive over ROS, or all (default: --models, else those that ship or whose laps were published)',
      namesOrAll(ids),
    )
    .option(
      '--ros-circuits <names>',
      `circuits over ROS, or all (default: ${PUBLISHED_CIRCUITS.join(', ')}, as published)`,
      namesOrAll(CIRCUITS),
    )
    .option('--circuits <names>', 'circuits in lockstep (default: all)', namesOf(CIRCUITS))
    .option(
      '--perfect-laps <paths>',
      "BehaviorMetrics' lap bags, or their folder, for their deviation figure",
      perfectLapsAt,
    )
    .option('--rounds <n>', 'rounds of the evaluation (default: 20, with --quick 3)', integerFrom(1))
    .option('--frames <n>', 'frames of a round (default: 1000, with --quick 300)', integerFrom(1))
    .option(
      '--at-once <n>',
      'models in one evaluation, the reference among them; each takes about 100 MB',
      integerFrom(2),
      16,
    )
    .option('--seed <n>', 'seed of datasets and laps', integerFrom(1), 1)
    .option('--train', 'train sources that are missing first', false)
    .option('--quick', 'few images, one circuit: to see that everything works', false)
    .option('--plan', 'print what would be done', false)
    .action((given: Given) => study(complete(given, ids)));
}

function complete(given: Given, ids: readonly string[]): StudyOptions {
  const { quick } = given;
  const models = given.models ?? null;
  const all = <T>(value: T | 'all' | undefined, everything: T): T | null =>
    value === ALL ? everything : (value ?? null);
  return {
    ...given,
    only: given.only ?? PARTS,
    models,
    rosModels: all(given.rosModels, [...ids]) ?? models,
    rosCircuits: all(given.rosCircuits, [...CIRCUITS]) ?? (quick ? [CIRCUITS[0]] : [...PUBLISHED_CIRCUITS]),
    circuits: given.circuits ?? (quick ? [CIRCUITS[0]] : [...CIRCUITS]),
    perfectLaps: given.perfectLaps ?? new Map(),
    rounds: given.rounds ?? (quick ? 3 : 20),
    frames: given.frames ?? (quick ? 300 : 1000),
    whole: wholeParts(given),
  };
}

function wholeParts({ quick, models, circuits, rosModels, rosCircuits }: Given): Set<Part> {
  if (quick || models !== undefined) return new Set();
  const isWhole = (value: string[] | 'all' | undefined) => value === undefined || value === ALL;
  return new Set(
    PARTS.filter((part) => {
      if (part === 'lockstep') return isWhole(circuits);
      return part !== 'ros' || (isWhole(rosModels) && isWhole(rosCircuits));
    }),
  );
}

function namesOrAll(known: readonly string[]): (text: string) => string[] | 'all' {
  return (text) => (text === ALL ? ALL : namesOf(known)(text));
}

function perfectLapsAt(text: string): PerfectLaps {
  try {
    return findPerfectLaps(names(text));
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
