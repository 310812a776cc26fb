import { isPartialRun } from '../report/metric';
import { courseName, distinct, groupBy, labelModels, type ReportRun } from '../report/run';

const FACTS = ['brain', 'model', 'provider', 'world'] as const;

/** The runs of one side in one line: their number, brains, models, providers and worlds.
 *  @param all runs of both sides, which may have different models of one name */
export function describeSide(runs: readonly ReportRun[], all: readonly ReportRun[]): string {
  const factOf = factsOf(all);
  const facts = FACTS.map((fact) => distinct(runs.map((run) => factOf(run, fact)))).map((values) =>
    values.filter((value) => value !== null).join(' and '),
  );
  const known = facts.filter((fact) => fact !== '').join(', ');
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}${known === '' ? '' : `: ${known}`}`;
}

/** Warnings about a comparison: shared bags, mixed brains, different worlds, repeated seeds, partial runs. */
export function collectRemarks(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  return [
    ...findSharedBags(a, b),
    ...findMixedFacts('A', a, factsOf([...a, ...b])),
    ...findMixedFacts('B', b, factsOf([...a, ...b])),
    ...findDifferentWorlds(a, b),
    ...findRepeatedSeeds('A', a),
    ...findRepeatedSeeds('B', b),
    ...findPartialRuns('A', a),
    ...findPartialRuns('B', b),
  ];
}

function findSharedBags(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  const files = new Set(a.map(({ measurement }) => measurement.file));
  const shared = b.filter(({ measurement }) => files.has(measurement.file)).length;
  return shared === 0 ? [] : [`${shared} bags are in both A and B: the sides are not independent`];
}

type FactOf = (run: ReportRun, fact: (typeof FACTS)[number]) => string | null;

/** What is known of a run; of its model the file too, where another run has another file of that name. */
function factsOf(all: readonly ReportRun[]): FactOf {
  const models = labelModels(all);
  return (run, fact) => (fact === 'model' ? (models.get(run) ?? null) : run.measurement.identity[fact]);
}

function findMixedFacts(side: string, runs: readonly ReportRun[], factOf: FactOf): string[] {
  return FACTS.flatMap((fact) => {
    const values = distinct(runs.map((run) => factOf(run, fact) ?? 'unknown'));
    return values.length < 2
      ? []
      : [`${side} mixes ${fact}s (${values.join(', ')}): its spread is not that of repetitions`];
  });
}

function findDifferentWorlds(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  const worlds = [a, b].map((runs) =>
    distinct(runs.map(({ measurement }) => measurement.identity.world))
      .map((world) => (world === null ? 'an unnamed world' : `the world ${world}`))
      .join(' and '),
  );
  return worlds[0] === worlds[1]
    ? []
    : [`A was driven in ${worlds[0]}, B in ${worlds[1]}: the worlds may cause a difference`];
}

/** In lockstep a seed determines the run: repeating it shows the spread of durations only. */
function findRepeatedSeeds(side: string, runs: readonly ReportRun[]): string[] {
  const lockstep = runs.filter(({ measurement }) => measurement.identity.world === 'lockstep');
  const repeated = [
    ...groupBy(
      lockstep,
      ({ measurement }) => `${courseName(measurement)} ${measurement.identity.seed}`,
    ).values(),
  ].filter((group) => group.length > 1);
  return repeated.length === 0
    ? []
    : [`${side} repeats a seed in lockstep, where a seed determines the run: its driving has no spread`];
}

function findPartialRuns(side: string, runs: readonly ReportRun[]): string[] {
  const partial = runs.filter(({ measurement }) => isPartialRun(measurement));
  const unknown = partial.filter(({ measurement }) => measurement.metrics.laps_completed === null).length;
  const early = partial.length - unknown;
  const all = `of ${runs.length} runs of ${side}`;
  return [
    ...(early === 0 ? [] : [`${early} ${all} ended before a lap: excluded from the driving metrics`]),
    ...(unknown === 0
      ? []
      : [`the laps of ${unknown} ${all} are unknown: excluded from the driving metrics`]),
  ];
}
