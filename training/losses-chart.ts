import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { svgToPng } from '../src/image/svg';
import type { Chart } from '../src/measure/report/charts/chart';
import { renderChartSvg } from '../src/measure/report/charts/draw';

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

/** How a curve is drawn; its colour is the theme's. */
export function curveStyle(i: number) {
  return { lineStyle: { width: 1.8, color: `@series${i}` }, itemStyle: { color: `@series${i}` } };
}

/** Writes losses.png. */
export async function writeLossesChart(folder: string, chart: Chart): Promise<void> {
  writeFileSync(path.join(folder, 'losses.png'), await svgToPng(renderChartSvg(chart), SCALE));
}
