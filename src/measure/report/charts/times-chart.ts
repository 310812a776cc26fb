import type { TimeBins } from '../../metrics/measurement';
import { formatNumber } from '../format';
import type { ReportRun } from '../run';
import { buildGrid, buildYAxis } from './axes';
import { type Chart, type JsonObject, round, roundSignificant } from './chart';
import { buildLogAxis } from './log-axis';

type Percentiles = Readonly<Record<(typeof PERCENTILES)[number], number | null>>;

const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const PANEL_HEIGHT = 104;
const PANEL_STEP = 166;
/** Maximum number of bars. */
const BARS = 64;

/** Histograms of inference time, step time and latency with their percentiles; null without any. */
export function buildTimesChart(run: ReportRun): Chart | null {
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
  const edges = computeEdges(panels.map(({ bins }) => bins));
  const indices = panels.map((_, i) => i);
  return {
    name: `${run.slug}-times`,
    title: 'Step times and latencies',
    subtitle:
      'Share of the decisions (%) by duration, percentiles within 1%; latency is end to end, from frame to command',
    alt: `Histograms of run ${run.number}: ${panels.map(({ name, marks }) => `${name} ${formatPercentiles(marks)}`).join('; ')}.`,
    width: 960,
    height: 34 + PANEL_STEP * panels.length,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'axis' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: indices.map((i) => buildGrid({ top: 46 + PANEL_STEP * i, height: PANEL_HEIGHT })),
      xAxis: indices.map((i) => ({
        ...buildLogAxis(roundSignificant(edges[0]!), roundSignificant(edges.at(-1)!)),
        gridIndex: i,
        axisPointer: { label: { precision: 2 } },
        splitLine: { show: false },
        ...(i === panels.length - 1 ? { name: 'duration (ms)', nameLocation: 'middle', nameGap: 28 } : {}),
      })),
      yAxis: panels.map(({ name, marks }, i) =>
        buildYAxis(i, `${name} (%): ${formatPercentiles(marks)}`, { min: 0, splitNumber: 3, nameGap: 20 }),
      ),
      series: panels.map(({ name, bins, marks }, i) => ({
        name: `${name} (%)`,
        type: 'line',
        xAxisIndex: i,
        yAxisIndex: i,
        step: 'end',
        symbol: 'none',
        data: computeOutline(bins, edges),
        lineStyle: { width: 1.2, color: `@series${i}` },
        itemStyle: { color: `@series${i}` },
        areaStyle: { color: `@series${i}`, opacity: 0.35, origin: 'start' },
        markLine: buildPercentileMarks(marks, edges),
      })),
    },
  };
}

/** Edges of bars of equal width on the logarithmic scale, each a whole number of bins wide. */
function computeEdges(all: readonly TimeBins[]): number[] {
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
  // An empty bar on both sides shows where the histogram ends.
  return Array.from({ length: bars + 3 }, (_, i) => low * Math.exp((i - 1) * width));
}

/** Lower edge of a bin; the lowest bin may start at 0, which a logarithmic scale cannot show. */
function lowerEdge({ lower_ms, upper_ms }: TimeBins, i: number): number {
  return lower_ms[i]! > 0 ? lower_ms[i]! : upper_ms[i]! / 1.02;
}

/** The histogram as a step line: each point is the upper edge of a bar, with its share in percent. */
function computeOutline(bins: TimeBins, edges: readonly number[]): number[][] {
  const shares = new Array<number>(edges.length).fill(0);
  const total = bins.counts.reduce((sum, count) => sum + count, 0);
  bins.counts.forEach((count, i) => {
    const middle = Math.sqrt(lowerEdge(bins, i) * bins.upper_ms[i]!);
    const bar = edges.findIndex((edge) => edge > middle);
    shares[bar < 0 ? edges.length - 1 : bar]! += (100 * count) / total;
  });
  return edges.map((edge, i) => [roundSignificant(edge), round(shares[i]!, 3)]);
}

/** Percentiles by nearest rank, estimated from the bins. */
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

/** Marks nearer than this share of the axis get one label for both, because theirs would overlap on a phone. */
const NEAR = 0.12;

/** @param edges of the bars, the ends of the logarithmic axis */
function buildPercentileMarks(marks: Percentiles, edges: readonly number[]): JsonObject {
  const axis = Math.log(edges.at(-1)! / edges[0]!);
  const shown = PERCENTILES.flatMap((name) => {
    const value = marks[name];
    return value === null || value <= 0 ? [] : [{ name, value }];
  });
  let waiting: string[] = [];
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: '@mark', width: 1.2, type: [3, 3] },
    data: shown.map(({ name, value }, i) => {
      const next = shown[i + 1]?.value ?? Number.POSITIVE_INFINITY;
      waiting.push(name);
      const isNear = Math.log(next / value) < NEAR * axis;
      const text = waiting.join(', ');
      if (!isNear) waiting = [];
      return {
        xAxis: roundSignificant(value),
        name,
        label: {
          show: !isNear,
          formatter: text,
          position: 'end',
          align: text === name ? 'center' : 'right',
          color: '@ink',
          fontSize: 11,
        },
      };
    }),
  };
}

function formatPercentiles(marks: Percentiles): string {
  return `${PERCENTILES.map((name) => `${name} ${formatNumber(marks[name], 2)}`).join(', ')} ms`;
}
