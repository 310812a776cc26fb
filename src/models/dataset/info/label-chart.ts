import type { Chart, JsonObject } from '../../../measure/report/charts/chart';
import { chooseLogTicks } from '../../../measure/report/charts/log-axis';
import { formatNumber, formatPercent } from '../../../measure/report/format';
import type { Sample } from '../dataset';
import { type Bins, chooseBins, findBin, nameBins } from './bins';
import type { DatasetStatistics } from './statistics';

const BANDS = 6;
const LEFT = 62;
const TOP = 172;
const WIDTH = 640;
const HEIGHT = 400;
const ASIDE = LEFT + WIDTH + 28;

/** Distribution of the labels: angular velocity, speed, and both jointly. */
export function buildLabelChart(
  name: string,
  samples: readonly Sample[],
  { whole, parts }: DatasetStatistics,
): Chart {
  const w = chooseBins(
    samples.map(({ w_radps }) => w_radps),
    81,
    0.05,
  );
  const v = chooseBins(
    samples.map(({ v_mps }) => v_mps),
    61,
    0.1,
  );
  const { cells, byW, byV, max } = countLabels(samples, w, v);
  const { count, v_mps, w_radps, share_w_over_1, share_w_over_2 } = whole;
  const spread = (s: typeof v_mps) => `${formatNumber(s.mean, 2)} ± ${formatNumber(s.std, 2)}`;
  return {
    name: 'labels',
    title: `Labels of ${name}`,
    subtitle:
      `${count} ${count === 1 ? 'image' : 'images'} in ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}; v ${spread(v_mps)} m/s, ` +
      `w ${spread(w_radps)} rad/s (left is positive); |w| > 1: ${formatPercent(100 * share_w_over_1, 1, '%')}, ` +
      `|w| > 2: ${formatPercent(100 * share_w_over_2, 1, '%')}`,
    alt: `Density of ${count} labels over angular velocity and speed`,
    width: 960,
    height: TOP + HEIGHT + 60,
    proportional: true,
    maps: [],
    option: {
      tooltip: { trigger: 'item' },
      title: {
        text: 'images per cell',
        left: ASIDE,
        top: 0,
        textStyle: { fontSize: 12, fontWeight: 'normal' },
      },
      visualMap: buildLegend(max),
      grid: [
        { left: LEFT, top: TOP, width: WIDTH, height: HEIGHT },
        { left: LEFT, top: 34, width: WIDTH, height: TOP - 72 },
        { left: ASIDE, top: TOP, width: 170, height: HEIGHT },
      ],
      ...buildAxes(w, v, byW, byV),
      series: [
        { type: 'heatmap', xAxisIndex: 0, yAxisIndex: 0, data: cells, itemStyle: { borderWidth: 0 } },
        { ...bars, xAxisIndex: 1, yAxisIndex: 1, data: byW.map(zeroToNull) },
        { ...bars, xAxisIndex: 2, yAxisIndex: 2, data: byV.map(zeroToNull) },
      ],
    },
  };
}

/** Axes of the density, of the histogram above it, and of the one beside it. */
function buildAxes(
  w: Bins,
  v: Bins,
  byW: readonly number[],
  byV: readonly number[],
): { readonly xAxis: JsonObject[]; readonly yAxis: JsonObject[] } {
  return {
    xAxis: [
      buildCategoryAxis(0, w, 'angular velocity w (rad/s)', true),
      buildCategoryAxis(1, w, '', false),
      { ...buildCountAxis(2, 'images, log scale', Math.max(...byV)), nameLocation: 'middle', nameGap: 30 },
    ],
    yAxis: [
      {
        ...buildCategoryAxis(0, v, 'speed v (m/s)', true),
        nameLocation: 'end',
        nameGap: 8,
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -LEFT + 10] },
      },
      {
        ...buildCountAxis(1, 'images, log scale', Math.max(...byW)),
        nameTextStyle: { align: 'left', padding: [0, 0, 0, -LEFT + 10] },
      },
      buildCategoryAxis(2, v, '', false),
    ],
  };
}

/** Number of labels per cell [column, row, count], per bin of w, and per bin of v. */
function countLabels(samples: readonly Sample[], w: Bins, v: Bins) {
  const counts = new Map<string, number>();
  const byW = new Array<number>(w.count).fill(0);
  const byV = new Array<number>(v.count).fill(0);
  for (const { v_mps, w_radps } of samples) {
    const [column, row] = [findBin(w, w_radps), findBin(v, v_mps)];
    byW[column]!++;
    byV[row]!++;
    const key = `${column},${row}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const cells = [...counts].map(([key, count]) => [...key.split(',').map(Number), count]);
  return { cells, byW, byV, max: Math.max(...counts.values()) };
}

const bars: JsonObject = {
  type: 'bar',
  barCategoryGap: '12%',
  itemStyle: { color: '@series0' },
};

/** A logarithmic axis cannot show zero. */
const zeroToNull = (count: number) => (count === 0 ? null : count);

function buildCategoryAxis(index: number, bins: Bins, name: string, labelled: boolean): JsonObject {
  return {
    type: 'category',
    gridIndex: index,
    data: nameBins(bins),
    name,
    nameLocation: 'middle',
    nameGap: 30,
    axisLabel: { show: labelled, interval: bins.labelled - 1 },
    axisTick: { show: labelled, interval: bins.labelled - 1, alignWithLabel: true },
    // Split lines of a category axis are between the bins, not at its labels.
    splitLine: { show: false },
  };
}

/** Makes the bar of a single image visible. */
const LEAST_COUNT = 0.7;

/** A logarithmic axis of counts, which have whole numbers as ticks. @param most largest count */
function buildCountAxis(index: number, name: string, most: number): JsonObject {
  const max = most * 1.3;
  const ticks = chooseLogTicks(LEAST_COUNT, max).filter(Number.isInteger);
  return {
    type: 'log',
    gridIndex: index,
    name,
    min: LEAST_COUNT,
    max,
    startValue: LEAST_COUNT,
    axisLabel: { customValues: ticks, hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false, customValues: ticks },
  };
}

/** Bands with limits in geometric progression, so that a few images are visible beside a thousand. */
function buildLegend(max: number): JsonObject {
  const limits = [...new Set(Array.from({ length: BANDS }, (_, i) => Math.round(max ** (i / BANDS))))];
  const pieces = limits.map((low, i) => {
    const high = i + 1 < limits.length ? limits[i + 1]! - 1 : max;
    const colour = BANDS - 1 - Math.round((i * (BANDS - 1)) / Math.max(1, limits.length - 1));
    return {
      min: low,
      max: high,
      label: low === high ? `${low}` : `${low} to ${high}`,
      color: `@deviation${colour}`,
    };
  });
  return {
    type: 'piecewise',
    seriesIndex: 0,
    dimension: 2,
    pieces: pieces.reverse(),
    left: ASIDE,
    top: 22,
    itemGap: 4,
    itemWidth: 16,
    itemHeight: 12,
  };
}
