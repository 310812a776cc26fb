import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { svgToPng } from '../src/image/svg';
import { type Chart, type JsonObject, roundSignificant } from '../src/measure/report/charts/chart';
import { renderChartSvg } from '../src/measure/report/charts/draw';
import { buildLogAxis } from '../src/measure/report/charts/log-axis';

const SCALE = 1.5;

/** A chart of a training's losses: the shape that all have. */
export function lossesChart(
  texts: Pick<Chart, 'title' | 'subtitle' | 'alt'>,
  option: Omit<Chart['option'], 'legend'>,
): Chart {
  return {
    name: 'losses',
    ...texts,
    width: 860,
    height: 400,
    proportional: false,
    maps: [],
    option: { legend: { top: 0, right: 20, itemWidth: 26 }, ...option },
  };
}

/** A logarithmic axis of errors with a margin around them, in their own unit. Errors of 0 are not on it. */
export function errorAxis(errors: readonly number[]): JsonObject {
  const shown = errors.filter((error) => error > 0);
  const [least, most] = shown.length === 0 ? [1, 1] : [Math.min(...shown), Math.max(...shown)];
  // Nearly equal errors are not magnified.
  const margin = Math.max(1.1, Math.sqrt(2 / (most / least)));
  return buildLogAxis(roundSignificant(least / margin), roundSignificant(most * margin));
}

/** How a curve is drawn; its colour is the theme's. */
export function curveStyle(i: number) {
  return { lineStyle: { width: 1.8, color: `@series${i}` }, itemStyle: { color: `@series${i}` } };
}

/** Writes losses.png. */
export async function writeLossesChart(folder: string, chart: Chart): Promise<void> {
  writeFileSync(
    path.join(folder, 'losses.png'),
    await svgToPng(renderChartSvg(chart), { scale: SCALE, isOpaque: true }),
  );
}
