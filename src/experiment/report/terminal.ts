import { MISSING } from '../../measure/report/format';
import { formatMetricName } from '../../measure/report/metric';
import { formatColumns } from '../../support/terminal/columns';
import type { RunRow } from '../run/run-row';
import { analyseExperiment, type ExperimentAnalysis } from './analysis';
import { describeCopies, describeCoverage, describeTest } from './method';
import { formatOutcome } from './outcomes';
import type { Ranking } from './ranking';
import { DEVIATION, type ReportedMetric, SPEED } from './reported-metric';
import type { Summary } from './summary';
import { count, formatMetric, formatShare } from './wording';

/** With more brains than this the table ends; the report has all. */
const MAX_BRAINS = 20;
const MAX_ALIKE = 6;
const MAX_COURSES = 12;
const MAX_NAME = 40;

/** Formats the outcome of an experiment as text for a terminal: the ranking, the best by circuit, and how to read them.
 *  @param rows of the table of runs, finished ones only */
export function formatExperimentTable(rows: readonly RunRow[]): string {
  if (rows.length === 0) return 'No run has finished, so there is nothing to report.';
  const analysis = analyseExperiment(rows);
  return [
    ...describeRuns(analysis),
    '',
    formatRanking(analysis),
    '',
    ...formatCourses(analysis),
    ...describeReading(analysis),
  ].join('\n');
}

/** How many runs there are, and how they ended. */
export function describeRuns({ runs, brains, outcomes }: ExperimentAnalysis): string[] {
  const circuits = new Set(runs.map(({ row }) => row.circuit ?? null)).size;
  const ended = outcomes.map(({ outcome, runs: count }) => `${count} ${formatOutcome(outcome)}`).join(', ');
  return [
    `${count(runs.length, 'run')} of ${count(brains.length, 'brain')} on ${count(circuits, 'circuit')}: ${ended}`,
  ];
}

function formatRanking({ summaries, rankings, positions }: ExperimentAnalysis): string {
  const main = rankings[0]?.isOrdered ? rankings[0] : undefined;
  const shown = summaries.slice(0, MAX_BRAINS);
  const header = [
    '',
    'brain',
    'completed',
    'success [95 %]',
    formatMetricName(DEVIATION),
    formatMetricName(SPEED),
  ];
  const rows = shown.map((summary) => [
    String(positions.get(summary.brain) ?? MISSING),
    shorten(summary.brain),
    `${summary.success.successes} of ${summary.success.n}`,
    formatShare(summary.success),
    meanText(summary, DEVIATION),
    meanText(summary, SPEED),
    ...(main === undefined ? [] : [formatAlike(main, summary.brain)]),
  ]);
  const all = [main === undefined ? header : [...header, 'cannot be told apart from'], ...rows];
  const more = summaries.length - shown.length;
  return [
    formatColumns(all, { isRight: (i) => i === 2 }),
    ...(more > 0 ? [`  and ${count(more, 'brain')} more`] : []),
  ].join('\n');
}

function formatCourses({ courseRankings, brains }: ExperimentAnalysis): string[] {
  if (courseRankings.length < 2 || brains.length < 2) return [];
  const shown = courseRankings.slice(0, MAX_COURSES).map(({ course, ranking, summaries }) => {
    if (!ranking.isOrdered) return [shorten(course), 'none', '', '', 'no brain completed a run'];
    const best = ranking.brains[0]!;
    const { success } = summaries.get(best.brain)!;
    const deviation = meanText(summaries.get(best.brain)!, DEVIATION);
    const others = best.alike.length;
    return [
      shorten(course),
      shorten(best.brain),
      `${success.successes} of ${success.n}`,
      deviation === MISSING ? MISSING : `${deviation} m`,
      ranking.brains.length < 2
        ? 'alone'
        : others === 0
          ? ''
          : `not told apart from ${count(others, 'other')}`,
    ];
  });
  const more = courseRankings.length - shown.length;
  return [
    'Best by circuit',
    formatColumns(shown, { isRight: (i) => i === 2 }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ];
}

function describeReading(analysis: ExperimentAnalysis): string[] {
  const [main] = analysis.rankings;
  return [
    ...(main === undefined ? [] : describeTest(main)),
    ...describeCoverage(analysis),
    ...describeCopies(analysis),
    ...analysis.faults
      .slice(0, MAX_ALIKE)
      .map(({ name, row }) => `Fault in ${name}: ${String(row.detail ?? 'no reason given')}.`),
    ...(analysis.faults.length > MAX_ALIKE
      ? [`And ${count(analysis.faults.length - MAX_ALIKE, 'more fault')}.`]
      : []),
  ];
}

/** Positions of the brains that cannot be told from this one. */
function formatAlike({ brains }: Ranking, brain: string): string {
  const own = brains.find((other) => other.brain === brain);
  if (own === undefined) return MISSING;
  const positions = own.alike.map((other) => brains.find((ranked) => ranked.brain === other)!.position);
  const more = positions.length - MAX_ALIKE;
  if (positions.length === 0) return 'none';
  return positions.slice(0, MAX_ALIKE).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function meanText({ metrics }: Summary, metric: ReportedMetric): string {
  return formatMetric(metrics.get(metric.column), metric);
}

function shorten(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`;
}
