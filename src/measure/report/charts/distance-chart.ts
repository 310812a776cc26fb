import type { SeriesPoint } from '../../metrics/measurement';
import { formatNumber } from '../format';
import { courseName, type ReportRun } from '../run';
import { thinCurve } from '../thin-curve';
import { buildGrid, buildXAxis, buildYAxis } from './axes';
import { type Chart, type Json, type JsonObject, round } from './chart';

interface Curve {
  readonly name: string;
  readonly axis: string;
  readonly decimals: number;
  readonly value: (point: SeriesPoint) => number | null;
  readonly range: JsonObject;
}

const CURVES: readonly Curve[] = [
  {
    name: 'deviation (m)',
    axis: 'deviation (m), left of the line upwards',
    decimals: 4,
    value: ({ deviation_m }) => deviation_m,
    range: {},
  },
  { name: 'speed (m/s)', axis: 'speed (m/s)', decimals: 2, value: ({ v_mps }) => v_mps, range: { min: 0 } },
  {
    name: 'steering (rad/s)',
    axis: 'steering (rad/s), to the left upwards',
    decimals: 3,
    value: ({ w_radps }) => w_radps,
    range: {},
  },
];

const PANEL_HEIGHT = 118;
const PANEL_STEP = 166;

/** Deviation, speed and steering over the distance driven, one above the other; null if the car never moved. */
export function buildDistanceChart(run: ReportRun, points: number): Chart | null {
  const { measurement } = run;
  const trace = measurement.series?.trace ?? [];
  if (trace.length < 2) return null;
  const curves = CURVES.filter(({ value }) => trace.some((point) => value(point) !== null));
  const { position_deviation_mean_m: mean, position_deviation_max_m: max } = measurement.metrics;
  const end_m = Math.ceil(trace.at(-1)?.distance_m ?? 1);
  const indices = curves.map((_, i) => i);
  return {
    name: `${run.slug}-way`,
    title: `Deviation, speed and steering over distance, ${courseName(measurement)}`,
    subtitle: 'Over the distance driven since the first pose',
    alt:
      `Deviation, speed and steering of run ${run.number} over ${end_m} m: deviation ` +
      `${formatNumber(mean, 3, 'm')} on average, ${formatNumber(max, 3, 'm')} at most.`,
    width: 960,
    height: 26 + PANEL_STEP * curves.length + 12,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'axis', axisPointer: { type: 'line' } },
      axisPointer: { link: [{ xAxisIndex: 'all' }], label: { precision: 1 } },
      grid: indices.map((i) => buildGrid({ top: 30 + PANEL_STEP * i, height: PANEL_HEIGHT })),
      xAxis: indices.map((i) =>
        buildXAxis(i, 'distance driven (m)', { min: 0, max: end_m }, i === curves.length - 1),
      ),
      yAxis: curves.map(({ axis, range }, i) => buildYAxis(i, axis, range)),
      series: curves.map((curve, i) => ({
        name: curve.name,
        type: 'line',
        xAxisIndex: i,
        yAxisIndex: i,
        symbol: 'none',
        data: buildRows(trace, curve, points),
        lineStyle: { width: 1.6, color: `@series${i}` },
        itemStyle: { color: `@series${i}` },
      })),
    },
  };
}

function buildRows(trace: readonly SeriesPoint[], { value, decimals }: Curve, points: number): Json[] {
  const drawn = thinCurve(
    trace,
    points,
    (point) => value(point) ?? 0,
    (point) => point.breaks,
  );
  return drawn.flatMap((point) => {
    const height = value(point);
    const row = [round(point.distance_m, 1), height === null ? null : round(height, decimals)];
    // A row without a value interrupts the curve at a teleport.
    return point.breaks ? [[row[0]!, null], row] : [row];
  });
}
