import { LEVEL } from '../../measure/compare/compare-runs';
import type { ExperimentAnalysis } from './analysis';
import type { Factor } from './factors';
import type { Ranking } from './ranking';
import type { Mean } from './statistics/mean-interval';
import type { Summary } from './summary';

/** What a report says, for programs: plain JSON, missing values null. */
export function buildReportJson(analysis: ExperimentAnalysis, version: string, made: Date): object {
  const { experiments, runs, outcomes, copies, faults, conditions } = analysis;
  return {
    format: 1,
    made: made.toISOString(),
    program_version: version,
    experiments,
    runs: runs.length,
    conditions,
    copies,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, runs: count }) => [outcome, count])),
    brains: analysis.summaries.map(summaryJson),
    circuits: analysis.courseSummaries.map(summaryJson),
    level: LEVEL,
    rankings: analysis.rankings.map(rankingJson),
    best: analysis.courseRankings.map(({ course, ranking }) => ({
      circuit: course,
      ...rankingJson(ranking),
    })),
    factors: analysis.factors.map(factorJson),
    withheld: analysis.withheld.map(({ reason, metrics, runs: missing }) => ({
      reason,
      metrics: metrics.map(({ column }) => column),
      runs: missing.length,
    })),
    faults: faults.map(({ name, brain, outcome, row }) => ({
      run: name,
      brain,
      outcome,
      reason: row.detail ?? null,
      attempts: row.attempts ?? null,
    })),
  };
}

function summaryJson({ brain, course, runs, distinct, faults, copies, success, outcomes, metrics }: Summary) {
  return {
    brain,
    ...(course === null ? {} : { circuit: course }),
    runs,
    distinct,
    faults,
    copies,
    success: success,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, runs: count }) => [outcome, count])),
    metrics: Object.fromEntries(metrics),
  };
}

function rankingJson(ranking: Ranking) {
  const { criterion, brains, pairs, groups, commonConditions, friedman, tests, conditionsNeeded } = ranking;
  return {
    criterion: criterion.key,
    test: criterion.metric === null ? 'mcnemar_exact' : 'wilcoxon_signed_rank',
    correction: 'holm',
    tests,
    conditions_common: commonConditions,
    conditions_needed: conditionsNeeded,
    friedman:
      friedman === null
        ? null
        : {
            chi_square: friedman.chi_square,
            degrees_of_freedom: friedman.degrees_of_freedom,
            p: friedman.p,
          },
    brains: brains.map(({ brain, position, meanRank, alike, notCompared }) => ({
      brain,
      position,
      mean_rank: meanRank,
      alike,
      not_compared: notCompared,
    })),
    groups,
    pairs: pairs.map(({ a, b, conditions, aBetter, bBetter, median_difference, p, p_holm, differ }) => ({
      a,
      b,
      conditions,
      a_better: aBetter,
      b_better: bBetter,
      median_difference,
      p,
      p_holm,
      told_apart: differ,
    })),
  };
}

function factorJson({ key, levels, reference, cells }: Factor) {
  return {
    factor: key,
    levels,
    reference,
    brains: [...cells].map(([brain, own]) => ({
      brain,
      levels: own.map(({ level, summary, change }) => ({
        level,
        distinct: summary.distinct,
        success: summary.success,
        position_deviation_mean_m: meanOf(summary, 'position_deviation_mean_m'),
        change,
      })),
    })),
  };
}

function meanOf({ metrics }: Summary, column: string): Mean | null {
  return metrics.get(column) ?? null;
}
