import { clamp } from '../../support/numbers';
import { type Chart, type JsonObject, round } from '../report/charts/chart';
import { measureText } from '../report/charts/text-width';
import { formatMetricName } from '../report/metric';
import { toSlug, uniqueSlugs } from '../report/slug';
import type { CourseComparison, MetricComparison } from './compare-runs';
import { formatDifference, formatRunCount, formatVerdict } from './verdict';

const ROW_HEIGHT = 30;
/** Limit of the axis, percent. Arrows mark differences beyond it. */
const MAX_PERCENT = 100;

interface Kind {
  readonly name: string;
  readonly symbol: string;
  readonly colour: string;
  readonly hollow: boolean;
  readonly fits: (comparison: MetricComparison) => boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: 'B better, beyond the spread',
    symbol: 'circle',
    colour: '@series2',
    hollow: false,
    fits: (c) => beyond(c) && isBetter(c) === true,
  },
  {
    name: 'B worse, beyond the spread',
    symbol: 'triangle',
    colour: '@series1',
    hollow: false,
    fits: (c) => beyond(c) && isBetter(c) === false,
  },
  {
    name: 'differs, beyond the spread',
    symbol: 'rect',
    colour: '@series0',
    hollow: false,
    fits: (c) => beyond(c) && isBetter(c) === null,
  },
  {
    name: 'beyond the spread, but tiny',
    symbol: 'rect',
    colour: '@muted',
    hollow: true,
    fits: (c) => c.tiny === true,
  },
  {
    name: 'within the spread',
    symbol: 'circle',
    colour: '@muted',
    hollow: true,
    fits: (c) => c.verdict === 'within',
  },
  {
    name: 'spread unknown or none',
    symbol: 'diamond',
    colour: '@muted',
    hollow: true,
    fits: (c) => c.test === null,
  },
];

const ZERO_LINE: JsonObject = {
  type: 'line',
  symbol: 'none',
  data: [],
  silent: true,
  markLine: {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: '@mark', width: 1, type: 'solid' },
    data: [{ xAxis: 0 }],
  },
};

/** The chart of each course that has any percentage. */
export function buildComparisonCharts(courses: readonly CourseComparison[]): Chart[] {
  const slugs = uniqueSlugs(courses.map(({ course }) => course));
  return courses.flatMap((course, i) => {
    const chart = buildComparisonChart(course);
    return chart === null ? [] : [{ ...chart, name: `compare-${slugs[i]!}` }];
  });
}

/** The differences of one course in percent of A with 95% intervals, one row per metric; null without any. */
export function buildComparisonChart({ course, runs, metrics }: CourseComparison): Chart | null {
  const rows = metrics.filter(({ percent }) => percent !== null);
  if (rows.length === 0) return null;
  const reach = rows.map((row) => Math.max(Math.abs(row.percent!), ...relativeInterval(row).map(Math.abs)));
  const range = Math.min(MAX_PERCENT, ceilRange(Math.max(1, ...reach)));
  const cut = reach.some((far) => far > range);
  const tested = rows.some(({ test }) => test !== null);
  const names = buildLabels(rows.map(({ metric }) => formatMetricName(metric)));
  const differences = buildLabels(rows.map(formatDifference));
  const kinds = KINDS.filter(({ fits }) => rows.some(fits));
  return {
    name: `compare-${toSlug(course)}`,
    title: `B compared with A, ${course}`,
    subtitle:
      (tested
        ? 'Difference of the means in percent of A, with uncorrected 95 % intervals'
        : 'Difference in percent of A; not tested') +
      `; ${formatRunCount(runs.a)} of A, ${formatRunCount(runs.b)} of B` +
      (cut ? `; arrows mark differences beyond ${range} %` : '') +
      describeLeftOut(metrics),
    alt: rows
      .map((row) => `${formatMetricName(row.metric)} ${formatDifference(row)}: ${formatVerdict(row)}`)
      .join('; '),
    width: 960,
    height: 96 + ROW_HEIGHT * rows.length,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: { top: 0, left: 16, right: 16, itemWidth: 16, data: kinds.map(({ name }) => name) },
      grid: { left: names.room, right: differences.room, top: 36, bottom: 48 },
      xAxis: {
        type: 'value',
        min: -range,
        max: range,
        name: 'B - A (% of A)',
        nameLocation: 'middle',
        nameGap: 28,
      },
      yAxis: [buildAxis(names, 'left'), buildAxis(differences, 'right')],
      series: [
        ...kinds.map((kind) => buildPoints(rows, kind, range)),
        ...kinds.map((kind) => buildIntervals(rows, kind)),
        ZERO_LINE,
      ],
    },
  };
}

/** Names the metrics that differ and have no percentage. */
function describeLeftOut(metrics: readonly MetricComparison[]): string {
  const names = metrics
    .filter(({ percent, difference }) => percent === null && difference !== null && difference !== 0)
    .map((comparison) => `${comparison.metric.label} ${formatDifference(comparison)}`);
  return names.length === 0 ? '' : `; without a percentage, because A is 0: ${names.join(', ')}`;
}

function buildPoints(rows: readonly MetricComparison[], kind: Kind, range: number): JsonObject {
  const { name, symbol, colour, hollow, fits } = kind;
  return {
    name,
    type: 'scatter',
    z: 5,
    symbol,
    symbolSize: 11,
    itemStyle: { color: hollow ? '@ground' : colour, borderColor: colour, borderWidth: 1.8 },
    data: rows.flatMap((row, i) => {
      if (!fits(row)) return [];
      const percent = row.percent!;
      const at = round(clamp(percent, -range, range), 3);
      const beyond = Math.abs(percent) > range;
      const arrow = { symbol: 'arrow', symbolRotate: percent > 0 ? -90 : 90, symbolSize: [11, 15] };
      const name = `${formatMetricName(row.metric)}: ${formatDifference(row)}; ${formatVerdict(row)}`;
      return [{ value: [at, i], name, ...(beyond ? arrow : {}) }];
    }),
  };
}

function buildIntervals(rows: readonly MetricComparison[], { name, colour, fits }: Kind): JsonObject {
  return {
    name,
    type: 'lines',
    coordinateSystem: 'cartesian2d',
    z: 4,
    silent: true,
    clip: true,
    symbol: 'none',
    lineStyle: { color: colour, width: 2, opacity: 1 },
    data: rows.flatMap((row, i) => {
      const [low, high] = relativeInterval(row);
      return fits(row) && low !== undefined && high !== undefined
        ? [
            {
              coords: [
                [round(low, 3), i],
                [round(high, 3), i],
              ],
            },
          ]
        : [];
    }),
  };
}

/** The confidence interval in percent of A; empty without a test. */
function relativeInterval({ test, a }: MetricComparison): number[] {
  return test === null ? [] : test.interval.map((end) => (100 * end) / Math.abs(a!.mean));
}

/** Labels of an axis and the space that they take, px. */
interface Labels {
  readonly texts: readonly string[];
  readonly room: number;
}

function buildLabels(texts: readonly string[]): Labels {
  const widest = Math.max(...texts.map((text) => measureText(text, '12px')));
  return { texts, room: Math.ceil(clamp(widest + 24, 80, 330)) };
}

function buildAxis({ texts, room }: Labels, position: string): JsonObject {
  return {
    type: 'category',
    inverse: true,
    position,
    data: texts,
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    axisLabel: { interval: 0, width: room - 14, overflow: 'truncate', color: '@ink' },
    splitLine: { show: position === 'left' },
  };
}

function ceilRange(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7.5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

function beyond({ verdict, tiny }: MetricComparison): boolean {
  return verdict === 'beyond' && tiny !== true;
}

function isBetter({ metric, difference: change }: MetricComparison): boolean | null {
  return metric.better === null ? null : change! > 0 === (metric.better === 'higher');
}
