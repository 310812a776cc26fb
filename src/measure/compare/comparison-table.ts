import { formatColumns } from '../../support/terminal/columns';
import { roundSignificant } from '../report/charts/chart';
import { formatNumber, MISSING } from '../report/format';
import { formatMetricName } from '../report/metric';
import type { Cell, Column, Table } from '../report/tables';
import type { Comparison, CourseComparison, MetricComparison } from './compare-runs';
import {
  countDecimals,
  formatDifference,
  formatDirection,
  formatP,
  formatRunCount,
  formatVerdict,
} from './verdict';
import type { Sample } from './welch';

const DIGITS = 6;
const MAX_EFFECT = 100;
const MAX_PERCENT = 1e5;

/** Builds the table for files: one row per course and metric. */
export function buildComparisonTable({ courses }: Comparison): Table {
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
      { key: 'effect_magnitude', name: 'effect magnitude', better: null, isNumber: false },
      { key: 'tiny', name: 'tiny', better: null, isNumber: false },
    ],
    rows: courses.flatMap(({ course, metrics }) =>
      metrics.filter(hasValue).map((metric) => buildRow(course, metric)),
    ),
  };
}

interface TextColumn {
  readonly name: string;
  readonly cell: (comparison: MetricComparison) => string;
}

/** Formats one course as aligned text, without the columns of the test if nothing was tested. */
export function formatCourse({ course, runs, metrics }: CourseComparison): string {
  const shown = metrics.filter(hasValue);
  const single = runs.a === 1 && runs.b === 1;
  const unknownSpread = runs.a < 2 || runs.b < 2;
  const columns: readonly TextColumn[] = [
    { name: 'metric', cell: ({ metric }) => formatMetricName(metric) },
    ...(['a', 'b'] as const).map((side) => ({
      name: side.toUpperCase() + (single ? '' : ' mean (median)'),
      cell: (found: MetricComparison) =>
        formatCentre(found[side], countDecimals(found), single) + formatCount(found[side], runs[side]),
    })),
    { name: shown.some(({ test }) => test !== null) ? 'B - A [95 %]' : 'B - A', cell: formatDifference },
    { name: 'change', cell: formatChange },
    ...(unknownSpread ? [] : TEST_COLUMNS),
    {
      name: 'verdict',
      cell: (found) =>
        found.verdict === 'spread_unknown' && unknownSpread ? formatDirection(found) : formatVerdict(found),
    },
  ];
  const rows = [
    columns.map(({ name }) => name),
    ...shown.map((found) => columns.map(({ cell }) => cell(found))),
  ];
  return [
    `${course}: ${formatRunCount(runs.a)} of A, ${formatRunCount(runs.b)} of B`,
    formatColumns(rows, { isRight: (i) => i > 0 && i < columns.length - 1 }),
    ...(unknownSpread ? ['  Spread unknown: a side has fewer than two runs.'] : []),
    ...(shown.some(({ a, b }) => formatCount(a, runs.a) + formatCount(b, runs.b) !== '')
      ? ['  "of 2": over the 2 runs that have the metric.']
      : []),
  ].join('\n');
}

const TEST_COLUMNS: readonly TextColumn[] = [
  { name: 'effect', cell: formatEffect },
  { name: 'p (Holm)', cell: ({ p_holm }) => formatP(p_holm) },
];

function formatEffect({ effect, magnitude }: MetricComparison): string {
  if (effect === null) return MISSING;
  // Without much of a spread d grows beyond meaning.
  const shown =
    Math.abs(effect) < MAX_EFFECT ? formatNumber(effect, 2) : `${effect < 0 ? '<-' : '>'}${MAX_EFFECT}`;
  return `${shown} ${magnitude}`;
}

function formatChange({ percent }: MetricComparison): string {
  if (percent === null) return MISSING;
  const shown = Math.abs(percent) < MAX_PERCENT ? formatNumber(percent, 1) : percent.toExponential(1);
  return `${percent > 0 ? '+' : ''}${shown} %`;
}

/** Whether at least one side has the metric. */
function hasValue({ a, b }: MetricComparison): boolean {
  return a !== null || b !== null;
}

/** Mean and median, or the value of a single run. */
function formatCentre(sample: Sample | null, decimals: number, single: boolean): string {
  if (sample === null) return MISSING;
  if (single) return formatNumber(sample.mean, decimals);
  return `${formatNumber(sample.mean, decimals)} (${formatNumber(sample.median, decimals)})`;
}

/** The number of runs that have the metric, where not all do. */
function formatCount(sample: Sample | null, runs: number): string {
  return sample === null || sample.n === runs ? '' : ` of ${sample.n}`;
}

function buildRow(course: string, comparison: MetricComparison): Cell[] {
  const { metric, a, b, test } = comparison;
  const side = (sample: Sample | null) => [sample?.n ?? 0, sample?.mean, sample?.median, sample?.sd];
  return [
    textCell(course),
    textCell(metric.key),
    textCell(metric.unit === '' ? null : metric.unit),
    textCell(metric.better),
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
    ].map(numberCell),
    textCell(formatVerdict(comparison)),
    textCell(comparison.magnitude),
    textCell(comparison.tiny === null ? null : comparison.tiny ? 'yes' : 'no'),
  ];
}

function textCell(value: string | null): Cell {
  return { text: value ?? MISSING, value, best: false, reason: null };
}

function numberCell(value: number | null | undefined): Cell {
  const shown = value === null || value === undefined ? null : roundSignificant(value, DIGITS);
  return { text: shown === null ? MISSING : String(shown), value: shown, best: false, reason: null };
}
