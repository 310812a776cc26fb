import { LEVEL } from '../../measure/compare/compare-runs';
import type { ExperimentAnalysis } from './analysis';
import type { Ranking } from './ranking';
import { count } from './wording';

/** The test of a ranking, its correction, and what it could find, one sentence each. */
export function describeTest(ranking: Ranking): string[] {
  const { criterion, tests, commonConditions, isOrdered } = ranking;
  if (!isOrdered) return ['No brain completed a run, so none is before another.'];
  const test = criterion.metric === null ? "McNemar's exact test" : "Wilcoxon's signed-rank test";
  return [
    `Order: ${criterion.label}; ${commonConditions === 0 ? 'no condition was driven by all brains, so that it is over the conditions of each brain and without mean ranks' : `mean rank over the ${count(commonConditions, 'condition')} that all of them drove`}.`,
    tests === 0
      ? 'No two brains drove the same condition, so none were compared.'
      : `Told apart by: ${test} of each pair over the conditions that both drove, with Holm's correction over ${count(tests, 'pair')}; level ${LEVEL}.`,
    ...describePower(ranking),
  ];
}

/** Says where the conditions are too few to tell anything apart. */
function describePower({ pairs, tests, conditionsNeeded }: Ranking): string[] {
  const most = Math.max(0, ...pairs.map(({ conditions }) => conditions));
  if (tests === 0 || most >= conditionsNeeded) return [];
  return [
    `${count(most, 'distinct condition')} cannot tell any two of ${tests === 1 ? 'them' : `${count(tests, 'pair')}`} apart, whatever was measured: that takes at least ${conditionsNeeded}.`,
  ];
}

/** Names brains that did not drive all conditions. */
export function describeCoverage({ rankings, conditions, faults }: ExperimentAnalysis): string[] {
  const [main] = rankings;
  if (main === undefined) return [];
  const apart = main.pairs.filter(({ conditions: common }) => common === 0).length;
  const partly = main.pairs.some(({ conditions: common }) => common < conditions);
  // Conditions that differ in a seed without effect are one; they are no gap.
  if (!partly || main.coverage.every(({ driven }) => driven === conditions)) return [];
  const why = faults.length === 0 ? '' : ' (a run with a fault counts as not driven)';
  const gaps = main.coverage.filter(({ driven }) => driven < conditions);
  const named = gaps.slice(0, MAX_NAMED).map(({ brain, driven }) => `${brain} ${driven}`);
  const more =
    gaps.length > named.length ? `, and ${count(gaps.length - named.length, 'brain')} more fewer` : '';
  return [
    `Not all brains drove all ${count(conditions, 'condition')}${why}: ${named.join(', ')}${more}. Each pair is compared over those that both drove.`,
    ...(apart === 0 ? [] : [`${count(apart, 'pair')} without a common condition: not compared.`]),
  ];
}

const MAX_NAMED = 5;

/** Says how many runs are no evidence of their own. */
export function describeCopies({ copies, runs }: ExperimentAnalysis): string[] {
  if (copies === 0) return [];
  return [
    `${copies} of ${count(runs.length, 'run')} drove exactly as another one did, as lockstep does where a seed changes nothing: they count once.`,
  ];
}
