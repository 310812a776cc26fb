import path from 'node:path';
import { readBrainYaml } from '../../config/brain-yaml';
import { Problems } from '../../config/problems';
import { readYamlFile } from '../../config/yaml-file';
import { ConfigurationError } from '../../errors';
import { count } from '../../support/count';
import { shellLine } from '../../support/shell-words';
import type { PlannedRun } from '../run/planned-run';
import { readBehaviorMetricsFile } from './behavior-metrics-file';
import type { Draft, Notes } from './draft';
import { countRuns, type DraftRun, expand } from './expand';
import { expectedSeconds } from './expected-time';
import { distinctNames } from './names';
import { readPlainFile } from './plain-file';
import type { PlanOptions } from './plan-options';
import { remarksOnSeeds } from './seeds';

/** Runs of one plan; a file that asks for more is a mistake. */
export const MOST_RUNS = 100_000;

/** What experiment files ask for. */
export interface ExperimentPlan {
  /** Of the experiment; of several files their names, with + between them. Names the default folder. */
  readonly name: string;
  /** The files, absolute. */
  readonly files: readonly string[];
  /** In the order in which they start; each once. */
  readonly runs: readonly PlannedRun[];
  /** Wall time of each run, by its key, in seconds, with nothing beside it on its core. */
  readonly expected_s: ReadonlyMap<string, number>;
  /** Where the files of BehaviorMetrics want results (`Stats.Out`), absolute; null where none does, or they differ. */
  readonly out: string | null;
  /** How many runs at once, as the options or else the files say; null where they leave it open. */
  readonly workers: number | null;
  /** What acts otherwise than a reader of the files may think, one line each. */
  readonly remarks: readonly string[];
  /** What is probably a mistake, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads experiment files, BehaviorMetrics' or ours, and plans their runs. Everything that runs need is looked at before the
 * first one: brains, models with their cards, circuits, laps, start poses, timing files.
 * @throws ConfigurationError with one line for each problem of all files; a single problem keeps its class
 */
export async function planExperiments(
  files: readonly string[],
  options: PlanOptions = {},
): Promise<ExperimentPlan> {
  const problems = new Problems();
  const notes: Notes = { remarks: [], warnings: [] };
  const drafts: Draft[] = [];
  for (const file of new Set(files.map((named) => path.resolve(named)))) {
    const draft = await problems.attemptAsync(() => readExperimentFile(file, options, problems, notes), null);
    if (draft !== null) drafts.push(draft);
  }
  problems.throwAny();
  return planDrafts(drafts, notes, options);
}

/** Plans the runs of files that have been read.
 *  @param notes what is said of them already; more is added
 *  @throws ConfigurationError where they ask for too many runs, or for runs that cannot be told apart */
export function planDrafts(
  drafts: readonly Draft[],
  notes: Notes,
  options: PlanOptions = {},
): ExperimentPlan {
  requireSaneCount(drafts);
  requireDistinctLaunches(drafts);
  const all = expand(drafts);
  const { runs, repeated } = mergeRepeated(all);
  if (repeated !== null) notes.remarks.push(repeated);
  notes.remarks.push(...remarksOnSeeds(drafts));
  const place = { name: [...new Set(drafts.map(({ name }) => name))].join('+'), out: sharedOut(drafts) };
  const measured = options.measured?.(place) ?? null;
  return {
    ...place,
    files: [...new Set(drafts.map(({ file }) => file))],
    runs: distinctNames(runs.map(({ run }) => run)),
    expected_s: new Map(runs.map((run) => [run.run.key, expectedSeconds(run, measured)])),
    workers: options.workers ?? drafts.find(({ workers }) => workers !== null)?.workers ?? null,
    remarks: [...new Set(notes.remarks)],
    warnings: [...new Set(notes.warnings)],
  };
}

/** A file with `Behaviors` is one of BehaviorMetrics, and is read as PyYAML reads it there; others are ours. */
async function readExperimentFile(
  file: string,
  options: PlanOptions,
  problems: Problems,
  notes: Notes,
): Promise<Draft | null> {
  const { value, warnings } = readBrainYaml(file, 'experiment');
  if (typeof value === 'object' && value !== null && 'Behaviors' in value) {
    notes.warnings.push(...warnings);
    return readBehaviorMetricsFile(file, value, options, problems, notes);
  }
  const plain = readYamlFile(file, 'experiment');
  if (typeof plain === 'object' && plain !== null && 'clear' in plain && 'factors' in plain) {
    throw new ConfigurationError(
      `${file}: is a benchmark suite; drive it with f1-brain experiment suite --suite ${shellLine([file])}`,
    );
  }
  return readPlainFile(file, plain, problems, notes);
}

function requireSaneCount(drafts: readonly Draft[]): void {
  const counts = drafts.map(countRuns);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= MOST_RUNS) return;
  const [largest] = drafts.toSorted((a, b) => countRuns(b) - countRuns(a));
  const { drivers, courses, directions, starts, timings, corruptions, seeds } = largest!;
  throw new ConfigurationError(
    `${largest!.file}: asks for ${countRuns(largest!)} runs (${count(drivers.length, 'brain')} with models x ${count(courses.length, 'circuit')} x ` +
      `${count(directions.length, 'direction')} x ${count(starts.length, 'start')} x ${count(timings.length * corruptions.length, 'condition')} x ` +
      `${count(seeds.length, 'repetition')} ...); a plan has at most ${MOST_RUNS}: shorten a list, or split the file`,
  );
}

/** Keys have launch files by name. */
function requireDistinctLaunches(drafts: readonly Draft[]): void {
  const byName = new Map<string, string>();
  for (const { file, worlds, courses } of drafts) {
    for (const { launch } of worlds.includes('gazebo') ? courses : []) {
      const name = path.basename(launch);
      const other = byName.get(name) ?? launch;
      byName.set(name, other);
      if (other === launch) continue;
      throw new ConfigurationError(
        `${file}: ${launch} and ${other} have one name, by which runs are told apart; rename one of them`,
      );
    }
  }
}

function sharedOut(drafts: readonly Draft[]): string | null {
  const [out, other] = new Set(drafts.map((draft) => draft.out));
  return other === undefined ? (out ?? null) : null;
}

/** Every run once, at its first place. */
function mergeRepeated(all: readonly DraftRun[]): { runs: DraftRun[]; repeated: string | null } {
  const first = new Map<string, DraftRun>();
  const again: DraftRun[] = [];
  for (const run of all) {
    if (first.has(run.run.key)) again.push(run);
    else first.set(run.run.key, run);
  }
  const [example] = again;
  if (example === undefined) return { runs: [...first.values()], repeated: null };
  const { brain, circuit, repetition } = example.run;
  const count = again.length === 1 ? 'one run is' : `${again.length} runs are`;
  return {
    runs: [...first.values()],
    repeated: `${count} asked for more than once, and planned once (such as ${brain.name} on ${circuit.name}, repetition ${repetition})`,
  };
}
