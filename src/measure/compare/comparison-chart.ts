import { clamp } from '../../support/numbers';
import { type Chart, type JsonObject, rounded } from '../report/charts/chart';
import { metricName } from '../report/metric';
import { slugOf } from '../report/slug';
import type { CourseComparison, MetricComparison } from './compare-runs';
import { counted, difference, verdictInWords } from './in-words';

const ROW_HEIGHT = 30;
/** Percent; an arrow stands for what lies farther, and its metrics stand beside it. */
const FARTHEST = 100;

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

/** The differences of one course in percent of A with their 95% intervals, figure by figure. */
export function comparisonChart({ course, runs, metrics }: CourseComparison): Chart | null {
  const rows = metrics.filter(({ percent }) => percent !== null);
  if (rows.length === 0) return null;
  const reach = rows.map((row) => Math.max(Math.abs(row.percent!), ...interval(row).map(Math.abs)));
  const range = Math.min(FARTHEST, niceRange(Math.max(1, ...reach)));
  const cut = reach.some((far) => far > range);
  const tested = rows.some(({ test }) => test !== null);
  const kinds = KINDS.filter(({ fits }) => rows.some(fits));
  return {
    name: `compare-${slugOf(course)}`,
    title: `B against A, ${course}`,
    subtitle:
      (tested
        ? 'Difference of the means in percent of A, with 95 % intervals, each for itself'
        : 'Difference in percent of A; nothing could be tested') +
      `; ${counted(runs.a)} of A, ${counted(runs.b)} of B` +
      (cut ? `; arrows point to what lies beyond ${range} %` : ''),
    alt: rows.map((row) => `${metricName(row.metric)} ${difference(row)}: ${verdictInWords(row)}`).join('; '),
    width: 960,
    height: 96 + ROW_HEIGHT * rows.length,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: { top: 0, left: 16, right: 16, itemWidth: 16, data: kinds.map(({ name }) => name) },
      grid: { left: 190, right: 240, top: 36, bottom: 48 },
      xAxis: {
        type: 'value',
        min: -range,
        max: range,
        name: 'B - A (% of A)',
        nameLocation: 'middle',
        nameGap: 28,
      },
      yAxis: [
        axis(
          rows.map(({ metric }) => metricName(metric)),
          'left',
        ),
        axis(
          rows.map((row) => difference(row)),
          'right',
        ),
      ],
      series: [
        ...kinds.map((kind) => points(rows, kind, range)),
        ...kinds.map((kind) => bars(rows, kind)),
        {
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
        },
      ],
    },
  };
}

function points(rows: readonly MetricComparison[], kind: Kind, range: number): JsonObject {
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
      const at = rounded(clamp(percent, -range, range), 3);
      const beyond = Math.abs(percent) > range;
      const arrow = { symbol: 'arrow', symbolRotate: percent > 0 ? -90 : 90, symbolSize: [11, 15] };
      const name = `${metricName(row.metric)}: ${difference(row)}; ${verdictInWords(row)}`;
      return [{ value: [at, i], name, ...(beyond ? arrow : {}) }];
    }),
  };
}

function bars(rows: readonly MetricComparison[], { name, colour, fits }: Kind): JsonObject {
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
      const [low, high] = interval(row);
      return fits(row) && low !== undefined && high !== undefined
        ? [
            {
              coords: [
                [rounded(low, 3), i],
                [rounded(high, 3), i],
              ],
            },
          ]
        : [];
    }),
  };
}

/** The interval in percent of A; empty without a test. */
function interval({ test, a }: MetricComparison): number[] {
  return test === null ? [] : test.interval.map((end) => (100 * end) / Math.abs(a!.mean));
}

function axis(data: readonly string[], position: string): JsonObject {
  return {
    type: 'category',
    inverse: true,
    position,
    data,
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    axisLabel: { interval: 0, width: position === 'left' ? 170 : 228, overflow: 'truncate', color: '@ink' },
    splitLine: { show: position === 'left' },
  };
}

function niceRange(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7.5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

function beyond({ verdict }: MetricComparison): boolean {
  return verdict === 'beyond';
}

function isBetter({ metric, difference: change }: MetricComparison): boolean | null {
  return metric.better === null ? null : change! > 0 === (metric.better === 'higher');
}
