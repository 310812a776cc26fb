import {
  type Chart,
  type Json,
  type JsonObject,
  round,
  roundSignificant,
  symbolOf,
} from '../../measure/report/charts/chart';
import { buildLogAxis } from '../../measure/report/charts/log-axis';
import { fitText, measureText } from '../../measure/report/charts/text-width';
import { clamp } from '../../support/numbers';
import { placeLabels } from './place-labels';

const WIDTH = 1120;
const HEIGHT = 640;
const PLOT = { left: 76, top: 44, width: 920, height: 540 };
const RADIUS = 8;
const FONT_PX = 12;
const LINE_PX = 15;
/** Longer names are shortened. */
const MAX_LABEL_PX = 340;
/** Margin around the outermost marks as a share of the axis, and the minimum span of the axis as a factor. */
const MARGIN = 0.1;
const MIN_SPAN = 2;
/** From best to worst, dark to light: Viridis without the end that is invisible on white. */
const COLOURS = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#d6cf1f'];

/** A model in the chart. */
export interface SizeTimePoint {
  readonly label: string;
  /** Of the legend; each has a symbol. */
  readonly series: string;
  readonly size_MB: number;
  readonly time_ms: number;
  /** What the colour shows: the lower, the darker. */
  readonly error: number;
}

/** What a chart of size and time says beside its points. */
export interface SizeTimeWords extends Pick<Chart, 'name' | 'title' | 'subtitle' | 'alt'> {
  /** Of the colour. */
  readonly error: string;
  readonly formatError: (error: number) => string;
}

/** Scatter chart of size and inference time on logarithmic axes, with a third figure as the colour: lower left and dark is small,
 *  fast and accurate.
 *  @param points at least one */
export function buildSizeTimeChart(
  points: readonly SizeTimePoint[],
  { error, formatError, ...words }: SizeTimeWords,
): Chart {
  const x = chooseAxis(points.map(({ time_ms }) => time_ms));
  const y = chooseAxis(points.map(({ size_MB }) => size_MB));
  const colours = chooseColours(points.map((point) => point.error));
  const series = [...new Set(points.map((point) => point.series))];
  const isOpen = points.some((point) => point.error < colours.low);
  return {
    ...words,
    width: WIDTH,
    height: HEIGHT,
    proportional: true,
    maps: [],
    option: {
      legend: { show: series.length > 1, top: 0, right: WIDTH - PLOT.left - PLOT.width },
      grid: { left: PLOT.left, top: PLOT.top, width: PLOT.width, height: PLOT.height },
      xAxis: {
        ...buildLogAxis(x.low, x.high),
        splitLine: { show: true },
        name: 'inference time, p50 (ms)',
        nameLocation: 'middle',
        nameGap: 30,
      },
      yAxis: {
        ...buildLogAxis(y.low, y.high),
        splitLine: { show: true },
        name: 'file size (MB)',
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -PLOT.left + 16] },
      },
      visualMap: {
        type: 'continuous',
        dimension: 2,
        min: Math.log10(colours.low),
        max: Math.log10(colours.high),
        text: [`${error} ${formatError(colours.high)}`, `${isOpen ? '≤ ' : ''}${formatError(colours.low)}`],
        inRange: { color: COLOURS },
        right: 16,
        top: 'middle',
        itemHeight: 220,
        formatter: '',
      },
      series: series.map((name, i) => buildSeries(points, colours, name, i)),
      graphic: buildLabels(points, x, y),
    },
  };
}

/** The range of the errors. A logarithmic scale cannot show 0: a model without any error gets its lower end. */
function chooseColours(errors: readonly number[]): Axis {
  const positive = errors.filter((error) => error > 0);
  return chooseAxis(positive.length === 0 ? [1] : positive, 0);
}

/** The marks of one series. @param index of the series, for its symbol */
function buildSeries(
  points: readonly SizeTimePoint[],
  colours: Axis,
  series: string,
  index: number,
): JsonObject {
  return {
    name: series,
    type: 'scatter',
    symbol: symbolOf(index),
    symbolSize: 2 * RADIUS,
    // The colour is that of the legend; the scale colours the marks.
    itemStyle: { color: '@muted', borderColor: '@ground', borderWidth: 1, opacity: 0.85 },
    data: points
      .filter((point) => point.series === series)
      .map(({ size_MB, time_ms, error }) => [
        roundSignificant(time_ms),
        roundSignificant(size_MB),
        roundSignificant(Math.log10(Math.max(error, colours.low))),
      ]),
  };
}

interface Axis {
  readonly low: number;
  readonly high: number;
}

/** Ends of a logarithmic axis with a margin around the values. */
function chooseAxis(values: readonly number[], air = MARGIN): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // Nearly equal values are not magnified.
  const widen = Math.max(1, Math.sqrt(MIN_SPAN / (most / least)));
  const [low, high] = [least / widen, most * widen];
  const factor = (high / low) ** air;
  return { low: roundSignificant(low / factor, 6), high: roundSignificant(high * factor, 6) };
}

/** Names of the models beside their marks, with lines to marks further away. */
function buildLabels(points: readonly SizeTimePoint[], x: Axis, y: Axis): Json[] {
  const share = (value: number, { low, high }: Axis) => Math.log(value / low) / Math.log(high / low);
  const names = points.map(({ label }) => fitText(label, MAX_LABEL_PX, `${FONT_PX}px`));
  const marks = points.map(({ time_ms, size_MB }, i) => ({
    x: PLOT.left + share(time_ms, x) * PLOT.width,
    y: PLOT.top + (1 - share(size_MB, y)) * PLOT.height,
    radius: RADIUS,
    width: measureText(names[i]!, `${FONT_PX}px`),
    height: LINE_PX,
  }));
  return placeLabels(marks, PLOT).flatMap(({ box, needsLine }, i): Json[] => {
    const { x: markX, y: markY } = marks[i]!;
    const text = {
      type: 'text',
      x: round(box.left, 1),
      y: round(box.top + (LINE_PX - FONT_PX) / 2, 1),
      z: 10,
      silent: true,
      style: {
        text: names[i]!,
        font: `${FONT_PX}px DejaVu Sans`,
        fill: '@ink',
        // Outlined, so that lines to other labels pass behind.
        stroke: '@ground',
        lineWidth: 3,
      },
    };
    if (!needsLine) return [text];
    const nearest = (from: number, length: number, to: number) => clamp(to, from, from + length);
    const line = {
      type: 'line',
      z: 1,
      silent: true,
      shape: {
        x1: round(markX, 1),
        y1: round(markY, 1),
        x2: round(nearest(box.left, box.width, markX), 1),
        y2: round(nearest(box.top, box.height, markY), 1),
      },
      style: { stroke: '@axis', lineWidth: 1 },
    };
    return [line, text];
  });
}
