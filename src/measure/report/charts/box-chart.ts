import { ascending, quantile } from '../../../support/statistics';
import { formatNumber } from '../format';
import { formatMetricName, type MetricName } from '../metric';
import { groupBy } from '../run';
import { brainLegend, presentBrains } from './brain-legend';
import { type Chart, type Json, type JsonObject, roundSignificant, seriesColour, symbolOf } from './chart';
import { buildRowAxis, ROW_LINE_HEIGHT, splitName } from './row-axis';

/** One run's value of a metric. */
export interface BoxPoint {
  /** Circuit and direction, plus the world if the report has several. */
  readonly course: string;
  readonly brain: string;
  readonly run: string;
  readonly value: number;
  /** Whether the run ended before a lap, so that a metric about driving means little. */
  readonly isPartial?: boolean;
}

/** Fewer values get no box: their quartiles tell less than the values themselves. */
const MIN_VALUES = 5;
/** With more values only those beyond the whiskers are drawn: the others hide each other, and the box. */
const MAX_POINTS = 80;
const ROW_HEIGHT = 34;

/** Brains and courses of all charts of a report, so that a brain looks the same in each. */
export interface BoxGroups {
  readonly brains: readonly string[];
  readonly courses: readonly string[];
}

/** A metric over all runs: one row per circuit and brain, with a box and a point for each run; null without
 *  points. */
export function buildBoxChart(
  metric: MetricName,
  points: readonly BoxPoint[],
  groups: BoxGroups,
): Chart | null {
  if (points.length === 0) return null;
  const { brains } = groups;
  const courses = groups.courses.filter((course) => points.some((point) => point.course === course));
  const present = presentBrains(brains, new Set(points.map(({ brain }) => brain)));
  const rows = groupRows(points, courses, brains);
  const names = nameRows(rows);
  const lines = Math.max(...names.map((name) => name.split('\n').length));
  const rowHeight = Math.max(ROW_HEIGHT, ROW_LINE_HEIGHT * lines + 8);
  const better = metric.better === null ? '' : `; ${metric.better} is better`;
  return {
    name: `box-${metric.key}`,
    title: formatMetricName(metric),
    subtitle: `Points: runs${describeHidden(rows)}. Boxes: quartiles and median, whiskers within 1.5 box lengths${better}${describePartial(points)}`,
    alt: `${formatMetricName(metric)} by circuit and brain: ${rows.map((row) => describeRow(row, metric)).join('; ')}.`,
    width: 960,
    height: 70 + rowHeight * Math.max(2, rows.length + courses.length),
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: brainLegend(present, 8),
      grid: { left: 12, right: 24, top: 34, bottom: 40, containLabel: true },
      xAxis: {
        type: 'value',
        name: formatMetricName(metric),
        nameLocation: 'middle',
        nameGap: 28,
        scale: true,
        axisLabel: { hideOverlap: true },
      },
      yAxis: buildRowAxis(names),
      series: [
        {
          type: 'boxplot',
          data: rows.map(({ brain, values }) => buildBox(values, seriesColour(brains.indexOf(brain)))),
          boxWidth: [8, 18],
          silent: true,
          z: 2,
        },
        ...present.map(({ brain, i }) => buildPoints(metric, rows, brain, i)),
      ],
    },
  };
}

function describeHidden(rows: readonly Row[]): string {
  const isCut = rows.some(({ values }) => values.length > MAX_POINTS);
  return isCut ? `; in a row of more than ${MAX_POINTS}, those beyond the whiskers` : '';
}

/** The values that are drawn as points. */
function choosePoints({ values }: Row): readonly BoxPoint[] {
  if (values.length <= MAX_POINTS) return values;
  const { low, high } = computeBox(values.map(({ value }) => value));
  return values.filter(({ value }) => value < low || value > high);
}

function describePartial(points: readonly BoxPoint[]): string {
  const count = points.filter(({ isPartial }) => isPartial === true).length;
  return count === 0 ? '' : `; includes ${count} ${count === 1 ? 'run' : 'runs'} without a lap`;
}

interface Row {
  readonly course: string;
  readonly brain: string;
  readonly values: readonly BoxPoint[];
}

function groupRows(
  points: readonly BoxPoint[],
  courses: readonly string[],
  brains: readonly string[],
): Row[] {
  const byCourse = groupBy(points, ({ course }) => course);
  return courses.flatMap((course) => {
    const byBrain = groupBy(byCourse.get(course) ?? [], ({ brain }) => brain);
    return brains.flatMap((brain) => {
      const values = byBrain.get(brain);
      return values === undefined ? [] : [{ course, brain, values }];
    });
  });
}

/** One point for each run of a brain. @param index of the brain, for its colour and symbol */
function buildPoints(metric: MetricName, rows: readonly Row[], brain: string, index: number): JsonObject {
  return {
    name: brain,
    type: 'scatter',
    z: 4,
    symbol: symbolOf(index),
    symbolSize: 9,
    itemStyle: { color: seriesColour(index), opacity: 0.85, borderColor: '@ground', borderWidth: 1 },
    data: rows.flatMap((row, at) =>
      row.brain === brain
        ? choosePoints(row).map(({ value, run }) => ({
            value: [roundSignificant(value, 6), at],
            name: `${run}: ${formatNumber(value, metric.decimals, metric.unit)}`,
          }))
        : [],
    ),
  };
}

/** Names of the rows: the circuit, the world if there are several, and the brain if there are several. */
function nameRows(rows: readonly Row[]): string[] {
  const several = new Set(rows.map(({ brain }) => brain)).size > 1;
  return rows.map(({ course, brain }) =>
    [...splitName(course), ...(several ? splitName(brain) : [])].join('\n'),
  );
}

function buildBox(points: readonly BoxPoint[], color: string): JsonObject {
  const { low, q1, median, q3, high } = computeBox(points.map(({ value }) => value));
  const drawn = points.length >= MIN_VALUES;
  const value: Json[] = drawn
    ? [low, q1, median, q3, high].map((v) => roundSignificant(v, 6))
    : ['-', '-', '-', '-', '-'];
  return { value, itemStyle: { color: 'transparent', borderColor: color, borderWidth: 1.6 } };
}

/** Quartiles by linear interpolation (type 7 of R. J. Hyndman and Y. Fan), whiskers after J. W. Tukey. */
export function computeBox(values: readonly number[]) {
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

function describeRow({ course, brain, values }: Row, metric: MetricName): string {
  const { median } = computeBox(values.map(({ value }) => value));
  const runs = values.length === 1 ? '1 run' : `${values.length} runs`;
  return `${course}, ${brain}: median ${formatNumber(median, metric.decimals, metric.unit)} of ${runs}`;
}
