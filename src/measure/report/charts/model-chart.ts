import { figure } from '../format';
import { courseOf, distinct, type ReportRun } from '../run';
import { type Chart, rounded, seriesColour, significant, symbolOf } from './chart';

export interface ModelChart {
  readonly chart: Chart | null;
  /** Runs that are not in it, and why. */
  readonly leftOut: readonly { readonly run: ReportRun; readonly reason: string }[];
}

const SMALLEST = 10;
const LARGEST = 44;

/** Model size, inference time and deviation of all runs in one: who is small, fast and exact at once.
 *  @param brains all brains of the report: a brain looks the same in each of its charts */
export function modelChart(
  runs: readonly ReportRun[],
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
): ModelChart {
  const complete = runs.flatMap((run) => {
    const found = pointOf(run);
    return typeof found === 'string' ? [] : [{ run, ...found }];
  });
  const leftOut = runs.flatMap((run) => {
    const found = pointOf(run);
    return typeof found === 'string' ? [{ run, reason: found }] : [];
  });
  if (complete.length === 0) return { chart: null, leftOut };
  const present = brains.flatMap((brain, i) =>
    complete.some(({ run }) => brainOf(run) === brain) ? [{ brain, i }] : [],
  );
  const largest = Math.max(...complete.map(({ size_MB }) => size_MB));
  const symbolSize = (size_MB: number) =>
    rounded(Math.max(SMALLEST, LARGEST * Math.sqrt(size_MB / largest)), 1);
  const sizes = distinct(complete.map(({ size_MB }) => significant(size_MB, 3))).sort((a, b) => a - b);
  const chart: Chart = {
    name: 'models',
    title: 'Model size, inference time and deviation',
    subtitle: `The area of a mark is the size of the model's file: ${sizesInWords(sizes)}; lower left is better`,
    alt: complete
      .map(({ run, size_MB, inference_ms, deviation_m }) => {
        const what = `${brainOf(run)} on ${courseOf(run.measurement)}`;
        return `${what}: ${figure(size_MB, 2, 'MB')}, ${figure(inference_ms, 2, 'ms')}, ${figure(deviation_m, 3, 'm')}`;
      })
      .join('; '),
    width: 960,
    height: 460,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: {
        type: 'scroll',
        itemWidth: 14,
        top: 0,
        left: 16,
        right: 16,
        data: present.map(({ brain, i }) => ({ name: brain, icon: symbolOf(i) })),
      },
      grid: { left: 62, right: 28, top: 66, bottom: 48 },
      xAxis: {
        type: 'value',
        name: 'inference time, p50 (ms)',
        nameLocation: 'middle',
        nameGap: 30,
        min: 0,
        boundaryGap: ['0%', '8%'],
        splitLine: { show: true },
      },
      yAxis: {
        type: 'value',
        name: 'deviation, mean (m)',
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -52] },
        min: 0,
        boundaryGap: ['0%', '12%'],
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: present.map(({ brain, i }) => ({
        name: brain,
        type: 'scatter',
        symbol: symbolOf(i),
        itemStyle: { color: seriesColour(i), opacity: 0.6, borderColor: '@ground', borderWidth: 1 },
        data: complete
          .filter(({ run }) => brainOf(run) === brain)
          .map(({ run, size_MB, inference_ms, deviation_m }) => ({
            value: [significant(inference_ms), significant(deviation_m)],
            symbolSize: symbolSize(size_MB),
            name:
              `${run.number}: ${brain}, ${courseOf(run.measurement)}: ${figure(size_MB, 2, 'MB')}, ` +
              `${figure(inference_ms, 2, 'ms')}, ${figure(deviation_m, 3, 'm')}`,
          })),
      })),
    },
  };
  return { chart, leftOut };
}

function pointOf({ measurement, model_bytes, modelReason }: ReportRun) {
  const inference_ms = measurement.metrics.inference_time_ms.p50;
  const deviation_m = measurement.metrics.position_deviation_mean_m;
  if (measurement.identity.model === null) return 'the bag names no model';
  if (model_bytes === null) return modelReason ?? 'the size of the model is not known';
  if (inference_ms === null) return 'no inference times';
  if (deviation_m === null) return 'no deviation of a whole drive';
  return { size_MB: model_bytes / 1e6, inference_ms, deviation_m };
}

function sizesInWords(sizes: readonly number[]): string {
  if (sizes.length === 1) return `${sizes[0]} MB`;
  return `${sizes[0]} to ${sizes.at(-1)} MB`;
}
