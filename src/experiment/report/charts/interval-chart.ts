import { brainLegend, presentBrains } from '../../../measure/report/charts/brain-legend';
import {
  type Chart,
  type JsonObject,
  roundSignificant,
  seriesColour,
  symbolOf,
} from '../../../measure/report/charts/chart';
import { buildRowAxis, ROW_LINE_HEIGHT, splitName } from '../../../measure/report/charts/row-axis';

/** A value with its interval in a row of its own. */
export interface IntervalRow {
  /** Lines of its name. */
  readonly names: readonly string[];
  readonly brain: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What a pointer shows. */
  readonly text: string;
}

export interface IntervalChart {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  /** Ends of the axis; default: around the values. */
  readonly range?: readonly [low: number, high: number];
  readonly rows: readonly IntervalRow[];
  /** All brains of the report, so that a brain looks the same in each chart. */
  readonly brains: readonly string[];
}

const DIGITS = 6;

/** Points with whiskers, a row each; null without rows. */
export function buildIntervalChart(given: IntervalChart): Chart | null {
  const { name, title, subtitle, axis, range, rows, brains } = given;
  if (rows.length === 0) return null;
  const present = presentBrains(brains, new Set(rows.map(({ brain }) => brain)));
  const lines = Math.max(...rows.map(({ names }) => names.flatMap(splitName).length));
  const hasLegend = present.length > 1 && rows.some(({ names }) => names.length > 1);
  return {
    name,
    title,
    subtitle,
    alt: `${title}: ${rows.map(({ names, text }) => `${names.join(', ')}: ${text}`).join('; ')}.`,
    width: 960,
    height: (hasLegend ? 90 : 64) + Math.max(26, ROW_LINE_HEIGHT * lines + 10) * Math.max(2, rows.length),
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      ...(hasLegend ? { legend: brainLegend(present, 8) } : {}),
      grid: { left: 12, right: 24, top: hasLegend ? 34 : 8, bottom: 44, containLabel: true },
      xAxis: {
        type: 'value',
        name: axis,
        nameLocation: 'middle',
        nameGap: 28,
        ...(range === undefined ? { scale: true } : { min: range[0], max: range[1] }),
        axisLabel: { hideOverlap: true },
      },
      yAxis: buildRowAxis(rows.map(({ names }) => names.flatMap(splitName).join('\n'))),
      series: [
        ...present.flatMap(({ brain, i }) => [buildPoints(rows, brain, i), buildWhiskers(rows, brain, i)]),
        buildExtent(rows),
      ],
    },
  };
}

function buildPoints(rows: readonly IntervalRow[], brain: string, index: number): JsonObject {
  return {
    name: brain,
    type: 'scatter',
    z: 5,
    symbol: symbolOf(index),
    symbolSize: 11,
    itemStyle: { color: seriesColour(index), opacity: 1, borderColor: '@ground', borderWidth: 1 },
    data: rows.flatMap((row, at) =>
      row.brain === brain
        ? [{ value: [roundSignificant(row.value, DIGITS), at], name: `${row.names.join(', ')}: ${row.text}` }]
        : [],
    ),
  };
}

function buildWhiskers(rows: readonly IntervalRow[], brain: string, index: number): JsonObject {
  return {
    name: brain,
    type: 'lines',
    coordinateSystem: 'cartesian2d',
    z: 4,
    silent: true,
    clip: true,
    symbol: 'none',
    lineStyle: { color: seriesColour(index), width: 2.5, opacity: 0.75 },
    data: rows.flatMap((row, at) =>
      row.brain !== brain || row.low === null || row.high === null
        ? []
        : [
            {
              coords: [
                [roundSignificant(row.low, DIGITS), at],
                [roundSignificant(row.high, DIGITS), at],
              ],
            },
          ],
    ),
  };
}

/** Unseen points at the ends of the whiskers, since an axis reaches as far as points do. */
function buildExtent(rows: readonly IntervalRow[]): JsonObject {
  return {
    type: 'scatter',
    silent: true,
    symbolSize: 0,
    data: rows.flatMap(({ low, high }, at) =>
      [low, high].flatMap((end) => (end === null ? [] : [[roundSignificant(end, DIGITS), at]])),
    ),
  };
}
