import { groupBy } from '../../measure/report/run';
import type { RunRow } from '../run/run-row';
import { type Block, groupBlocks, indexBlocks } from './blocks';
import { CRITERIA, MAIN_CRITERION } from './criterion';
import { analyseFactors, type Factor } from './factors';
import { countOutcomes, type OutcomeCount } from './outcomes';
import { type Ranking, rankBrains } from './ranking';
import { groupByBrain, type ReportedRun, readReportedRuns } from './reported-run';
import { type Summary, summarizeCourses, summarizeRuns } from './summary';
import { listWithheld, type Withheld } from './withheld';

/** The brains of one circuit, in their order there. */
export interface CourseRanking {
  readonly course: string;
  readonly ranking: Ranking;
  /** By brain. */
  readonly summaries: ReadonlyMap<string, Summary>;
}

/** Everything that a report of an experiment says. */
export interface ExperimentAnalysis {
  /** Names of the experiments in the table. */
  readonly experiments: readonly string[];
  readonly runs: readonly ReportedRun[];
  /** Best first; those without a run that counts last. */
  readonly brains: readonly string[];
  readonly courses: readonly string[];
  readonly outcomes: readonly OutcomeCount[];
  /** Runs that drove exactly as another one in lockstep did. */
  readonly copies: number;
  readonly faults: readonly ReportedRun[];
  /** Distinct conditions that any brain drove: places with their seeds. */
  readonly conditions: number;
  /** By brain, over all circuits, in the order of `brains`. */
  readonly summaries: readonly Summary[];
  /** By circuit and brain. */
  readonly courseSummaries: readonly Summary[];
  /** By brain, from 1; null for those without a run that counts, and where no brain completed a run. */
  readonly positions: ReadonlyMap<string, number | null>;
  /** The first one by MAIN_CRITERION. None with fewer than two brains that count. */
  readonly rankings: readonly Ranking[];
  readonly courseRankings: readonly CourseRanking[];
  readonly factors: readonly Factor[];
  readonly withheld: readonly Withheld[];
}

/** The table in a terminal and the report are about the same rows. */
const known = new WeakMap<readonly RunRow[], ExperimentAnalysis>();

/** Analyses the runs of an experiment. @param rows of the table of runs, finished ones only */
export function analyseExperiment(rows: readonly RunRow[]): ExperimentAnalysis {
  const analysis = known.get(rows) ?? analyse(rows);
  known.set(rows, analysis);
  return analysis;
}

function analyse(rows: readonly RunRow[]): ExperimentAnalysis {
  const runs = readReportedRuns(rows);
  const byBrain = groupByBrain(runs);
  const blocks = groupBlocks(runs);
  const common = indexBlocks(blocks);
  const driving = [...byBrain.keys()].filter((brain) => blocks.some(({ results }) => results.has(brain)));
  const rankings =
    driving.length < 2 ? [] : CRITERIA.map((criterion) => rankBrains(blocks, common, driving, criterion));
  const ranked = rankings[0]?.brains.map(({ brain }) => brain) ?? driving;
  const brains = [...ranked, ...[...byBrain.keys()].filter((brain) => !ranked.includes(brain))];
  const isOrdered = runs.some(({ completed }) => completed);
  const courseSummaries = summarizeCourses(runs, brains);
  return {
    experiments: [
      ...new Set(runs.flatMap(({ row }) => (row.experiment == null ? [] : [String(row.experiment)]))),
    ],
    runs,
    brains,
    courses: [...new Set(runs.map(({ course }) => course))],
    outcomes: countOutcomes(runs.map(({ outcome }) => outcome)),
    copies: runs.filter(({ isCopy }) => isCopy).length,
    faults: runs.filter(({ isFault }) => isFault),
    conditions: blocks.length,
    summaries: brains.map((brain) => summarizeRuns(brain, null, byBrain.get(brain)!)),
    courseSummaries,
    positions: new Map(
      brains.map((brain, at) => [brain, isOrdered && driving.includes(brain) ? at + 1 : null]),
    ),
    rankings,
    courseRankings: rankCourses(blocks, courseSummaries),
    factors: analyseFactors(runs, brains),
    withheld: listWithheld(runs),
  };
}

function rankCourses(blocks: readonly Block[], summaries: readonly Summary[]): CourseRanking[] {
  const byCourse = groupBy(summaries, ({ course }) => course!);
  return [...groupBy(blocks, ({ course }) => course)].map(([course, own]) => {
    const brains = byCourse
      .get(course)!
      .filter(({ distinct }) => distinct > 0)
      .map(({ brain }) => brain);
    return {
      course,
      ranking: rankBrains(own, indexBlocks(own), brains, MAIN_CRITERION),
      summaries: new Map(byCourse.get(course)!.map((summary) => [summary.brain, summary])),
    };
  });
}
