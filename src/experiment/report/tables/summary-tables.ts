import { formatNumber } from '../../../measure/report/format';
import { formatMetricName } from '../../../measure/report/metric';
import {
  type Cell,
  type Column,
  numberColumn,
  type Table,
  textCell,
  textColumn,
} from '../../../measure/report/tables';
import type { ExperimentAnalysis } from '../analysis';
import { REPORTED_METRICS, type ReportedMetric } from '../reported-metric';
import type { Summary } from '../summary';
import { meanCell, meanCells, meanKeys, numberCell, numberColumns, shareCell, shownCell } from './cells';

const NONE_COMPLETED = 'no brain completed a run';

/** The ranking of the brains, with their means over all circuits. */
export function buildBrainsTable({ summaries, rankings, positions }: ExperimentAnalysis): Table {
  const [main] = rankings;
  const rankOf = (brain: string) => main?.brains.find((ranked) => ranked.brain === brain) ?? null;
  const people: Table = {
    name: 'brains',
    title: [...positions.values()].some((position) => position !== null) ? 'Brains, best first' : 'Brains',
    columns: [
      textColumn('brain', 'brain'),
      numberColumn('position', 'position'),
      { ...numberColumn('mean_rank', 'mean rank'), better: 'lower' },
      textColumn('alike', 'cannot be told apart from'),
      ...summaryColumns(),
    ],
    rows: summaries.map((summary) => {
      const rank = rankOf(summary.brain);
      const position = positions.get(summary.brain) ?? null;
      return [
        textCell(summary.brain),
        shownCell(position, undefined, summary.distinct === 0 ? 'no run counts' : NONE_COMPLETED),
        shownCell(
          rank?.meanRank ?? null,
          formatNumber(rank?.meanRank ?? null, 2),
          rank?.position === null ? NONE_COMPLETED : 'no condition is common to all brains',
        ),
        textCell(rank === null ? null : describeAlike(rank.alike, rank.notCompared)),
        ...summaryCells(summary),
      ];
    }),
  };
  return {
    name: people.name,
    title: people.title,
    rounded: people,
    columns: [
      ...numberColumns(['position']),
      textColumn('brain', 'brain'),
      ...numberColumns(['mean_rank']),
      textColumn('alike', 'alike'),
      ...fileColumns(),
    ],
    rows: summaries.map((summary) => {
      const rank = rankOf(summary.brain);
      return [
        numberCell(positions.get(summary.brain)),
        textCell(summary.brain),
        numberCell(rank?.meanRank),
        textCell(rank === null ? null : rank.alike.join('; ')),
        ...fileCells(summary),
      ];
    }),
  };
}

/** Means by circuit and brain. */
export function buildCoursesTable({ courseSummaries }: ExperimentAnalysis): Table {
  const who = [textColumn('circuit', 'circuit'), textColumn('brain', 'brain')];
  const whoCells = ({ course, brain }: Summary) => [textCell(course), textCell(brain)];
  const people: Table = {
    name: 'circuits',
    title: 'Means by circuit and brain',
    columns: [...who, ...summaryColumns()],
    rows: courseSummaries.map((summary) => [...whoCells(summary), ...summaryCells(summary)]),
  };
  return {
    name: people.name,
    title: people.title,
    rounded: people,
    columns: [...who, ...fileColumns()],
    rows: courseSummaries.map((summary) => [...whoCells(summary), ...fileCells(summary)]),
  };
}

/** Names of brains that a test cannot tell apart; long lists are cut. */
export function describeAlike(alike: readonly string[], notCompared: readonly string[]): string {
  if (alike.length === 0) return 'none';
  const named = alike
    .slice(0, MAX_NAMES)
    .map((brain) => (notCompared.includes(brain) ? `${brain} (not compared)` : brain));
  const more = alike.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const MAX_NAMES = 5;

/** Metrics of the page: the share driven, which says little beside the success rate, comes last. */
const SHOWN: readonly ReportedMetric[] = [...REPORTED_METRICS.slice(1), REPORTED_METRICS[0]!];

function summaryColumns(): Column[] {
  return [
    { ...numberColumn('success', 'success [95 %]'), better: 'higher' },
    ...SHOWN.map((metric) => ({
      ...numberColumn(metric.column, formatMetricName(metric)),
      better: metric.better,
    })),
    numberColumn('runs', 'runs'),
    numberColumn('distinct', 'distinct'),
    numberColumn('faults', 'faults'),
  ];
}

function summaryCells({ runs, distinct, faults, success, metrics }: Summary): Cell[] {
  return [
    shareCell(success),
    ...SHOWN.map((metric) =>
      meanCell(metrics.get(metric.column), metric, metric.isAboutDriving ? success.successes : distinct),
    ),
    shownCell(runs),
    shownCell(distinct),
    shownCell(faults),
  ];
}

function fileColumns(): Column[] {
  return numberColumns([
    ...['runs', 'distinct', 'faults', 'copies', 'completed'],
    ...['success', 'success_low', 'success_high'],
    ...REPORTED_METRICS.flatMap(({ column }) => meanKeys(column)),
  ]);
}

function fileCells({ runs, distinct, faults, copies, success, metrics }: Summary): Cell[] {
  return [
    ...[runs, distinct, faults, copies, success.successes, success.share, success.low, success.high].map(
      numberCell,
    ),
    ...REPORTED_METRICS.flatMap(({ column }) => meanCells(metrics.get(column))),
  ];
}
