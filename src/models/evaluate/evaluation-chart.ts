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
import { formatSignificant } from './columns';
import type { Evaluation, ModelEvaluation } from './evaluation';
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

interface Point {
  readonly model: ModelEvaluation;
  readonly size_MB: number;
  readonly time_ms: number;
  readonly mse: number;
}

/** Scatter chart of size, inference time and error: lower left and dark is small, fast and accurate.
 *  @returns null if no model has all three */
export function buildEvaluationChart({ models, dataset, settings, machine }: Evaluation): Chart | null {
  const points = models.flatMap(findPoint);
  if (points.length === 0) return null;
  const x = chooseAxis(points.map(({ time_ms }) => time_ms));
  const y = chooseAxis(points.map(({ size_MB }) => size_MB));
  const colours = chooseColours(points.map(({ mse }) => mse));
  const providers = [...new Set(points.map(({ model }) => model.provider!))];
  return {
    name: 'evaluation',
    title: 'Size, inference time and error of the models',
    subtitle:
      `${dataset.pictures} images, ${settings.rounds} rounds, ${settings.threads} CPU ` +
      `${settings.threads === 1 ? 'thread' : 'threads'}, ${machine.processor}; lower left and dark is better` +
      describeMissing(models.length - points.length, models.length),
    alt: points
      .map(
        ({ model, size_MB, time_ms, mse }) =>
          `${model.model} on ${model.provider}: ${formatSignificant(size_MB)} MB, ` +
          `${formatSignificant(time_ms)} ms, MSE ${formatSignificant(mse)}`,
      )
      .join('; '),
    width: WIDTH,
    height: HEIGHT,
    proportional: true,
    maps: [],
    option: {
      legend: { show: providers.length > 1, top: 0, right: WIDTH - PLOT.left - PLOT.width },
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
      visualMap: buildColourScale(
        colours,
        points.some(({ mse }) => mse < colours.low),
      ),
      series: providers.map((provider, i) => buildSeries(points, colours, provider, i)),
      graphic: buildLabels(points, x, y),
    },
  };
}

/** A list of the point of a model, empty if it lacks size, time or error. */
function findPoint(model: ModelEvaluation): Point[] {
  const { mse, inference_time_ms, size_bytes } = model;
  const time_ms = inference_time_ms.p50;
  if (mse === null || time_ms === null || time_ms <= 0) return [];
  return [{ model, size_MB: size_bytes / 1e6, time_ms, mse }];
}

/** Says how many models the chart leaves out; the table says why. */
function describeMissing(missing: number, all: number): string {
  return missing === 0 ? '' : `; ${missing} of ${all} models not measured`;
}

/** The range of the errors. A logarithmic scale cannot show 0: a model without any error gets its lower end. */
function chooseColours(errors: readonly number[]): Axis {
  const positive = errors.filter((mse) => mse > 0);
  return chooseAxis(positive.length === 0 ? [1] : positive, 0);
}

/** @param isOpen whether an error lies below the scale */
function buildColourScale(colours: Axis, isOpen: boolean): JsonObject {
  return {
    type: 'continuous',
    dimension: 2,
    min: Math.log10(colours.low),
    max: Math.log10(colours.high),
    text: [`MSE ${formatError(colours.high)}`, `${isOpen ? '≤ ' : ''}${formatError(colours.low)}`],
    inRange: { color: COLOURS },
    right: 16,
    top: 'middle',
    itemHeight: 220,
    formatter: '',
  };
}

/** An error with an exponent where it has many zeros, which are hard to count. */
function formatError(mse: number): string {
  return mse < 1e-4 || mse >= 1e5 ? mse.toExponential(2) : formatSignificant(mse);
}

/** The marks of one provider. @param index of the provider, for its symbol */
function buildSeries(points: readonly Point[], colours: Axis, provider: string, index: number): JsonObject {
  return {
    name: provider,
    type: 'scatter',
    symbol: symbolOf(index),
    symbolSize: 2 * RADIUS,
    itemStyle: { borderColor: '@ground', borderWidth: 1, opacity: 0.85 },
    data: points
      .filter(({ model }) => model.provider === provider)
      .map(({ size_MB, time_ms, mse }) => [
        roundSignificant(time_ms),
        roundSignificant(size_MB),
        roundSignificant(Math.log10(Math.max(mse, colours.low))),
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
function buildLabels(points: readonly Point[], x: Axis, y: Axis): Json[] {
  const share = (value: number, { low, high }: Axis) => Math.log(value / low) / Math.log(high / low);
  const names = points.map(({ model }) => fitText(model.model, MAX_LABEL_PX, `${FONT_PX}px`));
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
