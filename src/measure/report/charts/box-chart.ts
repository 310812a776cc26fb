import { ascending, quantile } from '../../../support/statistics';
import { figure } from '../format';
import { type Metric, metricName } from '../metric';
import { COURSE_SEPARATOR } from '../run';
import { type Chart, type Json, type JsonObject, seriesColour, significant, symbolOf } from './chart';

/** One run's value of a metric. */
export interface BoxPoint {
  /** Circuit and direction, with the world where a report has several. */
  readonly course: string;
  readonly brain: string;
  readonly run: string;
  readonly value: number;
}

/** With fewer values quartiles say less than the values themselves. */
const LEAST_FOR_A_BOX = 5;
const ROW_HEIGHT = 34;
const LINE_HEIGHT = 13;

/** What the rows of all charts of a report have in common, so that a brain looks the same in each. */
export interface BoxGroups {
  readonly brains: readonly string[];
  readonly courses: readonly string[];
}

/** A metric over all runs: a row for each circuit and brain, with a box over its runs and each single run. */
export function boxChart(metric: Metric, points: readonly BoxPoint[], groups: BoxGroups): Chart | null {
  if (points.length === 0) return null;
  const { brains } = groups;
  const courses = groups.courses.filter((course) => points.some((point) => point.course === course));
  const present = brains.flatMap((brain, i) => (points.some((p) => p.brain === brain) ? [{ brain, i }] : []));
  const rows = courses.flatMap((course) =>
    brains
      .map((brain) => ({
        course,
        brain,
        values: points.filter((p) => p.course === course && p.brain === brain),
      }))
      .filter(({ values }) => values.length > 0),
  );
  const names = rowNames(rows);
  const lines = Math.max(...names.map((name) => name.split('\n').length));
  const rowHeight = Math.max(ROW_HEIGHT, LINE_HEIGHT * lines + 8);
  const better = metric.better === null ? '' : `; ${metric.better} is better`;
  return {
    name: `box-${metric.key}`,
    title: metricName(metric),
    subtitle: `Points: runs. Boxes: quartiles and median, whiskers within 1.5 box lengths${better}`,
    alt: `${metricName(metric)} by circuit and brain: ${rows.map((row) => inWords(row, metric)).join('; ')}.`,
    width: 960,
    height: 70 + rowHeight * Math.max(2, rows.length + courses.length),
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: {
        type: 'scroll',
        itemWidth: 14,
        top: 0,
        left: 8,
        right: 8,
        data: present.map(({ brain, i }) => ({ name: brain, icon: symbolOf(i) })),
      },
      grid: { left: 12, right: 24, top: 34, bottom: 40, containLabel: true },
      xAxis: {
        type: 'value',
        name: metricName(metric),
        nameLocation: 'middle',
        nameGap: 28,
        scale: true,
        axisLabel: { hideOverlap: true },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisTick: { show: false },
        splitLine: { show: true },
        axisLabel: {
          width: 150,
          overflow: 'truncate',
          lineHeight: LINE_HEIGHT,
          fontSize: 11.5,
          interval: 0,
          color: '@ink',
        },
      },
      series: [
        {
          type: 'boxplot',
          data: rows.map(({ brain, values }) => box(values, seriesColour(brains.indexOf(brain)))),
          boxWidth: [8, 18],
          silent: true,
          z: 2,
        },
        ...present.map(({ brain, i }) => ({
          name: brain,
          type: 'scatter',
          z: 4,
          symbol: symbolOf(i),
          symbolSize: 9,
          itemStyle: { color: seriesColour(i), opacity: 0.85, borderColor: '@ground', borderWidth: 1 },
          data: rows.flatMap((row, at) =>
            row.brain === brain
              ? row.values.map(({ value, run }) => ({
                  value: [significant(value, 6), at],
                  name: `${run}: ${figure(value, metric.decimals, metric.unit)}`,
                }))
              : [],
          ),
        })),
      ],
    },
  };
}

interface Row {
  readonly course: string;
  readonly brain: string;
  readonly values: readonly BoxPoint[];
}

/** The circuit, the world where there are several, and the brain where a circuit has several: the legend and the symbols name it too. */
function rowNames(rows: readonly Row[]): string[] {
  const several = new Set(rows.map(({ brain }) => brain)).size > 1;
  return rows.map(({ course, brain }) =>
    [...course.split(COURSE_SEPARATOR), ...(several ? [brain] : [])].join('\n'),
  );
}

function box(points: readonly BoxPoint[], color: string): JsonObject {
  const { low, q1, median, q3, high } = fiveNumbers(points.map(({ value }) => value));
  const drawn = points.length >= LEAST_FOR_A_BOX;
  const value: Json[] = drawn
    ? [low, q1, median, q3, high].map((v) => significant(v, 6))
    : ['-', '-', '-', '-', '-'];
  return { value, itemStyle: { color: 'transparent', borderColor: color, borderWidth: 1.6 } };
}

/** Quartiles by linear interpolation (R. J. Hyndman and Y. Fan's type 7), whiskers after J. W. Tukey. */
export function fiveNumbers(values: readonly number[]) {
  const sorted = ascending(values);
  const at = (share: number) => quantile(sorted, share)!;
  const [q1, median, q3] = [at(0.25), at(0.5), at(0.75)];
  const reach = 1.5 * (q3 - q1);
  return {
    low: sorted.find((value) => value >= q1 - reach)!,
    q1,
    median,
    q3,
    high: sorted.findLast((value) => value <= q3 + reach)!,
  };
}

function inWords({ course, brain, values }: Row, metric: Metric): string {
  const { median } = fiveNumbers(values.map(({ value }) => value));
  const runs = values.length === 1 ? '1 run' : `${values.length} runs`;
  return `${course}, ${brain}: median ${figure(median, metric.decimals, metric.unit)} of ${runs}`;
}
