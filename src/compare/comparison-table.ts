import { significant } from '../report/charts/chart';
import { figure, MISSING } from '../report/format';
import { metricName } from '../report/metric';
import type { Cell, Column, Table } from '../report/tables';
import type { Comparison, CourseComparison, MetricComparison } from './compare-runs';
import { difference, pInWords, verdictInWords } from './in-words';
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

/** One course as aligned text. */
export function courseText({ course, runs, metrics }: CourseComparison): string {
  const header = [
    'figure',
    'A mean (median)',
    'B mean (median)',
    'B - A [95 %]',
    'change',
    'effect',
    'p (Holm)',
    'verdict',
  ];
  const rows = metrics
    .filter(known)
    .map((comparison) => [
      metricName(comparison.metric),
      centre(comparison.a, comparison.metric.decimals),
      centre(comparison.b, comparison.metric.decimals),
      difference(comparison),
      comparison.percent === null
        ? MISSING
        : `${comparison.percent > 0 ? '+' : ''}${figure(comparison.percent, 1)} %`,
      figure(comparison.effect, 2),
      pInWords(comparison.p_holm),
      verdictInWords(comparison),
    ]);
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((cells) => cells[i]!.length)));
  const last = header.length - 1;
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i === 0 || i === last ? cell.padEnd(i === last ? 0 : widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`;
  return [
    `${course}: ${counted(runs.a)} of A, ${counted(runs.b)} of B`,
    line(header),
    ...rows.map(line),
  ].join('\n');
}

function counted(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

/** A figure that neither side has is no news. */
function known({ a, b }: MetricComparison): boolean {
  return a !== null || b !== null;
}

function centre(sample: Sample | null, decimals: number): string {
  if (sample === null) return MISSING;
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
