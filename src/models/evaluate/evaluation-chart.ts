import {
  type Chart,
  type Json,
  type JsonObject,
  round,
  roundSignificant,
  symbolOf,
} from '../../measure/report/charts/chart';
import { measureText } from '../../measure/report/charts/text-width';
import { clamp } from '../../support/numbers';
import { significantText } from './columns';
import type { Evaluation, ModelEvaluation } from './evaluation';
import { placeLabels } from './place-labels';

const WIDTH = 1120;
const HEIGHT = 640;
const PLOT = { left: 76, top: 44, width: 920, height: 540 };
const RADIUS = 8;
const FONT_PX = 12;
const LINE_PX = 15;
/** Room round the outermost marks, as a share of the axis, and its least length as a factor. */
const AIR = 0.1;
const SHORTEST = 2;
/** From the best to the worst, dark to light: Viridis without its end that is lost on white. */
const COLOURS = ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#d6cf1f'];

interface Point {
  readonly model: ModelEvaluation;
  readonly size_MB: number;
  readonly time_ms: number;
  readonly mse: number;
}

/** Size, time and error of all models in one: lower left and dark is small, fast and right.
 *  @returns null where no model has all three */
export function evaluationChart({ models, dataset, settings, machine }: Evaluation): Chart | null {
  const points = models.flatMap((model): Point[] => {
    const { mse, inference_time_ms, size_bytes } = model;
    const time_ms = inference_time_ms.p50;
    if (mse === null || mse <= 0 || time_ms === null || time_ms <= 0) return [];
    return [{ model, size_MB: size_bytes / 1e6, time_ms, mse }];
  });
  if (points.length === 0) return null;
  const x = axisOf(points.map(({ time_ms }) => time_ms));
  const y = axisOf(points.map(({ size_MB }) => size_MB));
  const colours = axisOf(
    points.map(({ mse }) => mse),
    0,
  );
  const providers = [...new Set(points.map(({ model }) => model.provider!))];
  return {
    name: 'evaluation',
    title: 'Size, inference time and error of the models',
    subtitle:
      `${dataset.pictures} pictures, ${settings.rounds} rounds in turn, ${settings.threads} CPU ` +
      `${settings.threads === 1 ? 'thread' : 'threads'}, ${machine.processor}; lower left and dark is better`,
    alt: points
      .map(
        ({ model, size_MB, time_ms, mse }) =>
          `${model.model} on ${model.provider}: ${significantText(size_MB)} MB, ` +
          `${significantText(time_ms)} ms, MSE ${significantText(mse)}`,
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
        ...logAxis(x),
        name: 'inference time, p50 (ms)',
        nameLocation: 'middle',
        nameGap: 30,
      },
      yAxis: {
        ...logAxis(y),
        name: 'size of the file (MB)',
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -PLOT.left + 16] },
      },
      visualMap: {
        type: 'continuous',
        dimension: 2,
        min: Math.log10(colours.low),
        max: Math.log10(colours.high),
        text: [`MSE ${significantText(colours.high)}`, significantText(colours.low)],
        inRange: { color: COLOURS },
        right: 16,
        top: 'middle',
        itemHeight: 220,
        formatter: '',
      },
      series: providers.map((provider, i) => ({
        name: provider,
        type: 'scatter',
        symbol: symbolOf(i),
        symbolSize: 2 * RADIUS,
        itemStyle: { borderColor: '@ground', borderWidth: 1, opacity: 0.85 },
        data: points
          .filter(({ model }) => model.provider === provider)
          .map(({ size_MB, time_ms, mse }) => [
            roundSignificant(time_ms),
            roundSignificant(size_MB),
            roundSignificant(Math.log10(mse)),
          ]),
      })),
      graphic: labels(points, x, y),
    },
  };
}

interface Axis {
  readonly low: number;
  readonly high: number;
}

/** Ends of a logarithmic axis with air round the values. */
function axisOf(values: readonly number[], air = AIR): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // Values that hardly differ are not blown up.
  const widen = Math.max(1, Math.sqrt(SHORTEST / (most / least)));
  const [low, high] = [least / widen, most * widen];
  const factor = (high / low) ** air;
  return { low: roundSignificant(low / factor, 6), high: roundSignificant(high * factor, 6) };
}

function logAxis({ low, high }: Axis): JsonObject {
  return {
    type: 'log',
    // With base 10 a span of one decade would have one tick.
    logBase: 2,
    min: low,
    max: high,
    axisLabel: { showMinLabel: false, showMaxLabel: false, hideOverlap: true },
    splitLine: { show: true },
  };
}

/** Names of the models beside their marks, with lines to those that had to move away. */
function labels(points: readonly Point[], x: Axis, y: Axis): Json[] {
  const share = (value: number, { low, high }: Axis) => Math.log(value / low) / Math.log(high / low);
  const marks = points.map(({ model, time_ms, size_MB }) => ({
    x: PLOT.left + share(time_ms, x) * PLOT.width,
    y: PLOT.top + (1 - share(size_MB, y)) * PLOT.height,
    radius: RADIUS,
    width: measureText(model.model, `${FONT_PX}px`),
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
        text: points[i]!.model.model,
        font: `${FONT_PX}px DejaVu Sans`,
        fill: '@ink',
        // Lines to other labels pass behind.
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
