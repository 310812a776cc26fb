import { formatColumns } from '../../support/terminal/columns';
import { significant } from '../report/charts/chart';
import { figure, MISSING } from '../report/format';
import { metricName } from '../report/metric';
import type { Cell, Column, Table } from '../report/tables';
import type { Comparison, CourseComparison, MetricComparison } from './compare-runs';
import { counted, difference, directionInWords, pInWords, verdictInWords } from './in-words';
import type { Sample } from './welch';

const DIGITS = 6;

/** Every figure of every course with both sides, for files. */
export function comparisonTable({ courses }: Comparison): Table {
  const texts = ['circuit', 'figure', 'unit', 'better'] as const;
  const numbers = [
    ...['a', 'b'].flatMap((side) => ['n', 'mean', 'median', 'sd'].map((what) => `${side}_${what}`)),
    'difference',
    'interval_low',
    'interval_high',
    'percent',
    'effect',
    't',
    'degrees_of_freedom',
    'p',
    'p_holm',
  ];
  return {
    name: 'compare',
    title: 'A and B',
    columns: [
      ...texts.map((key): Column => ({ key, name: key, better: null, isNumber: false })),
      ...numbers.map((key): Column => ({ key, name: key, better: null, isNumber: true })),
      { key: 'verdict', name: 'verdict', better: null, isNumber: false },
    ],
    rows: courses.flatMap(({ course, metrics }) =>
      metrics.filter(known).map((metric) => row(course, metric)),
    ),
  };
}

interface TextColumn {
  readonly name: string;
  readonly cell: (comparison: MetricComparison) => string;
}

/** One course as aligned text: without the columns that have nothing to say where nothing could be tested. */
export function courseText({ course, runs, metrics }: CourseComparison): string {
  const shown = metrics.filter(known);
  const single = runs.a === 1 && runs.b === 1;
  const unknownSpread = runs.a < 2 || runs.b < 2;
  const columns: readonly TextColumn[] = [
    { name: 'figure', cell: ({ metric }) => metricName(metric) },
    ...(['a', 'b'] as const).map((side) => ({
      name: side.toUpperCase() + (single ? '' : ' mean (median)'),
      cell: (found: MetricComparison) => centre(found[side], found.metric.decimals, single),
    })),
    { name: shown.some(({ test }) => test !== null) ? 'B - A [95 %]' : 'B - A', cell: difference },
    { name: 'change', cell: change },
    ...(unknownSpread ? [] : TESTED),
    {
      name: 'verdict',
      cell: (found) =>
        found.verdict === 'spread_unknown' && unknownSpread ? directionInWords(found) : verdictInWords(found),
    },
  ];
  const rows = [
    columns.map(({ name }) => name),
    ...shown.map((found) => columns.map(({ cell }) => cell(found))),
  ];
  return [
    `${course}: ${counted(runs.a)} of A, ${counted(runs.b)} of B`,
    formatColumns(rows, { isRight: (i) => i > 0 && i < columns.length - 1 }),
    ...(unknownSpread ? ['  Spread unknown: fewer than two runs on a side.'] : []),
  ].join('\n');
}

const TESTED: readonly TextColumn[] = [
  { name: 'effect', cell: ({ effect }) => figure(effect, 2) },
  { name: 'p (Holm)', cell: ({ p_holm }) => pInWords(p_holm) },
];

function change({ percent }: MetricComparison): string {
  return percent === null ? MISSING : `${percent > 0 ? '+' : ''}${figure(percent, 1)} %`;
}

/** A figure that neither side has is no news. */
function known({ a, b }: MetricComparison): boolean {
  return a !== null || b !== null;
}

/** Mean and median; of a single run they are the same. */
function centre(sample: Sample | null, decimals: number, single: boolean): string {
  if (sample === null) return MISSING;
  if (single) return figure(sample.mean, decimals);
  return `${figure(sample.mean, decimals)} (${figure(sample.median, decimals)})`;
}

function row(course: string, comparison: MetricComparison): Cell[] {
  const { metric, a, b, test } = comparison;
  const side = (sample: Sample | null) => [sample?.n ?? 0, sample?.mean, sample?.median, sample?.sd];
  return [
    text(course),
    text(metric.key),
    text(metric.unit === '' ? null : metric.unit),
    text(metric.better),
    ...[
      ...side(a),
      ...side(b),
      comparison.difference,
      test?.interval[0],
      test?.interval[1],
      comparison.percent,
      comparison.effect,
      test?.t,
      test?.degrees_of_freedom,
      test?.p,
      comparison.p_holm,
    ].map(number),
    text(verdictInWords(comparison)),
  ];
}

function text(value: string | null): Cell {
  return { text: value ?? MISSING, value, best: false, reason: null };
}

function number(value: number | null | undefined): Cell {
  const shown = value === null || value === undefined ? null : significant(value, DIGITS);
  return { text: shown === null ? MISSING : String(shown), value: shown, best: false, reason: null };
}
