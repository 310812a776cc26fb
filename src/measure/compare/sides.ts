import { drovePart } from '../report/metric';
import { courseOf, distinct, grouped, type ReportRun } from '../report/run';

const FACTS = ['brain', 'model', 'provider', 'world'] as const;

/** Who drove on one side, in one line. */
export function sideInWords(runs: readonly ReportRun[]): string {
  const facts = FACTS.map((fact) => distinct(runs.map((run) => run.measurement.identity[fact]))).map(
    (values) => values.filter((value) => value !== null).join(' and '),
  );
  const known = facts.filter((fact) => fact !== '').join(', ');
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}${known === '' ? '' : `: ${known}`}`;
}

/** What the reader has to know before trusting a comparison: sides that are no mere repetitions, worlds that
 *  differ, repetitions that cannot spread. */
export function sideRemarks(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  return [
    ...sharedBags(a, b),
    ...mixed('A', a),
    ...mixed('B', b),
    ...otherWorlds(a, b),
    ...sameSeeds('A', a),
    ...sameSeeds('B', b),
    ...brokenOff('A', a),
    ...brokenOff('B', b),
  ];
}

function sharedBags(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  const files = new Set(a.map(({ measurement }) => measurement.file));
  const shared = b.filter(({ measurement }) => files.has(measurement.file)).length;
  return shared === 0 ? [] : [`${shared} of the bags are in A and in B: the sides are not independent`];
}

function mixed(side: string, runs: readonly ReportRun[]): string[] {
  return FACTS.flatMap((fact) => {
    const values = distinct(runs.map((run) => run.measurement.identity[fact] ?? 'unknown'));
    return values.length < 2
      ? []
      : [`${side} mixes ${fact}s (${values.join(', ')}): its spread is not that of repetitions`];
  });
}

function otherWorlds(a: readonly ReportRun[], b: readonly ReportRun[]): string[] {
  const worlds = [a, b].map((runs) =>
    distinct(runs.map(({ measurement }) => measurement.identity.world))
      .map((world) => (world === null ? 'a world that its bags do not name' : `the world ${world}`))
      .join(' and '),
  );
  return worlds[0] === worlds[1]
    ? []
    : [`A was driven in ${worlds[0]}, B in ${worlds[1]}: a difference may come from the worlds`];
}

/** In lockstep, a seed gives one drive: repeating it shows how much times spread, and nothing about driving. */
function sameSeeds(side: string, runs: readonly ReportRun[]): string[] {
  const lockstep = runs.filter(({ measurement }) => measurement.identity.world === 'lockstep');
  const repeated = [
    ...grouped(
      lockstep,
      ({ measurement }) => `${courseOf(measurement)} ${measurement.identity.seed}`,
    ).values(),
  ].filter((group) => group.length > 1);
  return repeated.length === 0
    ? []
    : [
        `${side} repeats a seed in lockstep, where a seed always gives the same drive: its driving cannot spread`,
      ];
}

function brokenOff(side: string, runs: readonly ReportRun[]): string[] {
  const count = runs.filter(({ measurement }) => drovePart(measurement)).length;
  return count === 0
    ? []
    : [
        `${count} of ${runs.length} runs of ${side} broke off before a lap: left out of the metrics of driving`,
      ];
}
