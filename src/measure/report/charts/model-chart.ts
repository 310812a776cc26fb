import { formatNumber } from '../format';
import { courseName, distinct, type ReportRun } from '../run';
import { brainLegend, presentBrains } from './brain-legend';
import { type Chart, type JsonObject, round, roundSignificant, seriesColour, symbolOf } from './chart';

export interface ModelChart {
  readonly chart: Chart | null;
  /** Runs that are not in the chart, with the reason. */
  readonly excluded: readonly { readonly run: ReportRun; readonly reason: string }[];
}

const SMALLEST = 10;
const LARGEST = 44;

const TIME_AXIS: JsonObject = {
  type: 'value',
  name: 'inference time, p50 (ms)',
  nameLocation: 'middle',
  nameGap: 30,
  min: 0,
  boundaryGap: ['0%', '8%'],
  splitLine: { show: true },
};
const DEVIATION_AXIS: JsonObject = {
  type: 'value',
  name: 'deviation, mean (m)',
  nameTextStyle: { align: 'left', padding: [0, 0, 0, -72] },
  min: 0,
  boundaryGap: ['0%', '12%'],
  axisLine: { show: false },
  axisTick: { show: false },
  // Beside the largest mark on the axis.
  axisLabel: { margin: LARGEST / 2 + 4 },
};

interface ModelPoint {
  readonly run: ReportRun;
  readonly size_MB: number;
  readonly inference_ms: number;
  readonly deviation_m: number;
}

/** Model size, inference time and deviation of all runs in one scatter chart.
 *  @param brains all brains of the report, so that a brain looks the same in each chart */
export function buildModelChart(
  runs: readonly ReportRun[],
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
): ModelChart {
  const complete: ModelPoint[] = [];
  const excluded: { run: ReportRun; reason: string }[] = [];
  for (const run of runs) {
    const found = findPoint(run);
    if (typeof found === 'string') excluded.push({ run, reason: found });
    else complete.push({ run, ...found });
  }
  if (complete.length === 0) return { chart: null, excluded };
  const present = presentBrains(brains, new Set(complete.map(({ run }) => brainOf(run))));
  const largest = Math.max(...complete.map(({ size_MB }) => size_MB));
  const sizes = distinct(complete.map(({ size_MB }) => roundSignificant(size_MB, 3))).sort((a, b) => a - b);
  const chart: Chart = {
    name: 'models',
    title: 'Model size, inference time and deviation',
    subtitle: `The area of a mark is the size of the model file: ${formatSizes(sizes)}; lower left is better`,
    alt: complete
      .map((point) => `${brainOf(point.run)} on ${courseName(point.run.measurement)}: ${formatPoint(point)}`)
      .join('; '),
    width: 960,
    height: 460,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: brainLegend(present, 16),
      grid: { left: 82, right: 28, top: 66, bottom: 48 },
      xAxis: TIME_AXIS,
      yAxis: DEVIATION_AXIS,
      series: present.map(({ brain, i }) => ({
        name: brain,
        type: 'scatter',
        symbol: symbolOf(i),
        itemStyle: { color: seriesColour(i), opacity: 0.6, borderColor: '@ground', borderWidth: 1 },
        data: complete
          .filter(({ run }) => brainOf(run) === brain)
          .map((point) => ({
            value: [roundSignificant(point.inference_ms), roundSignificant(point.deviation_m)],
            symbolSize: computeSymbolSize(point.size_MB, largest),
            name: `${point.run.number}: ${brain}, ${courseName(point.run.measurement)}: ${formatPoint(point)}`,
          })),
      })),
    },
  };
  return { chart, excluded };
}

/** Diameter of a symbol whose area is proportional to the model size, px. */
function computeSymbolSize(size_MB: number, largest_MB: number): number {
  return round(Math.max(SMALLEST, LARGEST * Math.sqrt(size_MB / largest_MB)), 1);
}

function findPoint({ measurement, model_bytes, modelReason }: ReportRun) {
  const inference_ms = measurement.metrics.inference_time_ms.p50;
  const deviation_m = measurement.metrics.position_deviation_mean_m;
  if (measurement.identity.model === null) return 'the bag names no model';
  if (model_bytes === null) return modelReason ?? 'the size of the model is unknown';
  if (inference_ms === null) return 'no inference times';
  if (deviation_m === null) return 'no deviation of a whole run';
  return { size_MB: model_bytes / 1e6, inference_ms, deviation_m };
}

function formatPoint({ size_MB, inference_ms, deviation_m }: ModelPoint): string {
  return `${formatNumber(size_MB, 2, 'MB')}, ${formatNumber(inference_ms, 2, 'ms')}, ${formatNumber(deviation_m, 3, 'm')}`;
}

function formatSizes(sizes: readonly number[]): string {
  if (sizes.length === 1) return `${sizes[0]} MB`;
  return `${sizes[0]} to ${sizes.at(-1)} MB`;
}
