import type { TimeBins } from '../../metrics/measurement';
import { figure } from '../format';
import type { ReportRun } from '../run';
import { grid, yAxis } from './axes';
import { type Chart, type JsonObject, rounded, significant } from './chart';

type Percentiles = Readonly<Record<(typeof PERCENTILES)[number], number | null>>;

const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const PANEL_HEIGHT = 104;
const PANEL_STEP = 166;
/** Bars of all histograms together at most. */
const BARS = 64;

/** How long inference, the brain's step and the whole way from frame to command took: how often each
 *  duration came, with the percentiles marked. */
export function timesChart(run: ReportRun): Chart | null {
  const { series, metrics } = run.measurement;
  if (series === null) return null;
  const panels = [
    { name: 'inference', bins: series.inference_ms, known: metrics.inference_time_ms },
    { name: 'step', bins: series.step_ms, known: metrics.step_time_ms },
    { name: 'latency', bins: series.sensor_to_actuator_ms, known: metrics.sensor_to_actuator_ms },
  ]
    .filter(({ bins }) => bins.counts.some((count) => count > 0))
    .map(({ name, bins, known }) => ({ name, bins, marks: { ...percentiles(bins), ...known } }));
  if (panels.length === 0) return null;
  const edges = commonEdges(panels.map(({ bins }) => bins));
  const indices = panels.map((_, i) => i);
  return {
    name: `${run.slug}-times`,
    title: 'Step times and latencies',
    subtitle:
      'Share of the decisions (%) by duration, percentiles within 1%; the latency is from sensor to actuator',
    alt: `Histograms of run ${run.number}: ${panels.map(({ name, marks }) => `${name} ${inWords(marks)}`).join('; ')}.`,
    width: 960,
    height: 34 + PANEL_STEP * panels.length,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'axis' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: indices.map((i) => grid({ top: 46 + PANEL_STEP * i, height: PANEL_HEIGHT })),
      xAxis: indices.map((i) => ({
        type: 'log',
        logBase: 2,
        gridIndex: i,
        min: significant(edges[0]!, 3),
        max: significant(edges.at(-1)!, 3),
        axisLabel: { hideOverlap: true, showMinLabel: false, showMaxLabel: false },
        axisPointer: { label: { precision: 2 } },
        splitLine: { show: false },
        ...(i === panels.length - 1 ? { name: 'duration (ms)', nameLocation: 'middle', nameGap: 28 } : {}),
      })),
      yAxis: panels.map(({ name, marks }, i) =>
        yAxis(i, `${name} (%): ${inWords(marks)}`, { min: 0, splitNumber: 3, nameGap: 20 }),
      ),
      series: panels.map(({ name, bins, marks }, i) => ({
        name: `${name} (%)`,
        type: 'line',
        xAxisIndex: i,
        yAxisIndex: i,
        step: 'end',
        symbol: 'none',
        data: outline(bins, edges),
        lineStyle: { width: 1.2, color: `@series${i}` },
        itemStyle: { color: `@series${i}` },
        areaStyle: { color: `@series${i}`, opacity: 0.35, origin: 'start' },
        markLine: percentileMarks(marks),
      })),
    },
  };
}

/** Edges of bars of equal width on the logarithmic scale, each as wide as a whole number of bins. */
function commonEdges(all: readonly TimeBins[]): number[] {
  const filled = all.flatMap((bins) =>
    bins.counts.flatMap((count, i) =>
      count > 0 ? [{ lower: lowerEdge(bins, i), upper: bins.upper_ms[i]! }] : [],
    ),
  );
  const low = Math.min(...filled.map(({ lower }) => lower));
  const high = Math.max(...filled.map(({ upper }) => upper));
  const bin = Math.max(0.001, Math.min(...filled.map(({ lower, upper }) => Math.log(upper / lower))));
  const width = bin * Math.max(1, Math.ceil(Math.log(high / low) / BARS / bin));
  const bars = Math.max(1, Math.ceil(Math.log(high / low) / width - 1e-6));
  // Air on both sides, so that the first and the last bar are seen to end.
  return Array.from({ length: bars + 3 }, (_, i) => low * Math.exp((i - 1) * width));
}

/** The lowest bin may begin at 0, where a logarithmic scale does not. */
function lowerEdge({ lower_ms, upper_ms }: TimeBins, i: number): number {
  return lower_ms[i]! > 0 ? lower_ms[i]! : upper_ms[i]! / 1.02;
}

/** The histogram as a line in steps: each point is the upper edge of a bar, with its share in percent. */
function outline(bins: TimeBins, edges: readonly number[]): number[][] {
  const shares = new Array<number>(edges.length).fill(0);
  const total = bins.counts.reduce((sum, count) => sum + count, 0);
  bins.counts.forEach((count, i) => {
    const middle = Math.sqrt(lowerEdge(bins, i) * bins.upper_ms[i]!);
    const bar = edges.findIndex((edge) => edge > middle);
    shares[bar < 0 ? edges.length - 1 : bar]! += (100 * count) / total;
  });
  return edges.map((edge, i) => [significant(edge), rounded(shares[i]!, 3)]);
}

/** Percentiles by nearest rank from the bins, for those that the measurement does not hold. */
export function percentiles({ lower_ms, upper_ms, counts }: TimeBins): Percentiles {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const at = (percent: number) => {
    let seen = 0;
    const bin = counts.findIndex((count) => {
      seen += count;
      return seen >= Math.max(1, Math.ceil((percent / 100) * total));
    });
    return bin < 0 ? null : Math.sqrt(Math.max(lower_ms[bin]!, upper_ms[bin]! / 1.02) * upper_ms[bin]!);
  };
  return { p50: at(50), p95: at(95), p99: at(99) };
}

function percentileMarks(marks: Percentiles): JsonObject {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: '@mark', width: 1.2, type: [3, 3] },
    data: PERCENTILES.flatMap((name) => {
      const value = marks[name];
      if (value === null || value <= 0) return [];
      return [
        {
          xAxis: significant(value),
          name,
          label: { formatter: '{b}', position: 'end', color: '@ink', fontSize: 11 },
        },
      ];
    }),
  };
}

function inWords(marks: Percentiles): string {
  return `${PERCENTILES.map((name) => `${name} ${figure(marks[name], 2)}`).join(', ')} ms`;
}
