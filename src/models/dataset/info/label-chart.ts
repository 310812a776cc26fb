import type { Chart, JsonObject } from '../../../measure/report/charts/chart';
import { formatNumber } from '../../../measure/report/format';
import type { Sample } from '../dataset';
import { type Bins, binNames, binOf, binsOf } from './bins';
import type { DatasetStatistics } from './statistics';

const BANDS = 6;
const LEFT = 62;
const TOP = 172;
const WIDTH = 640;
const HEIGHT = 400;
const ASIDE = LEFT + WIDTH + 28;

/** How often each label comes: turn rate, speed, and both at once. */
export function labelChart(
  name: string,
  samples: readonly Sample[],
  { whole, parts }: DatasetStatistics,
): Chart {
  const w = binsOf(
    samples.map(({ w_radps }) => w_radps),
    81,
    0.05,
  );
  const v = binsOf(
    samples.map(({ v_mps }) => v_mps),
    61,
    0.1,
  );
  const counts = new Map<string, number>();
  const ofW = new Array<number>(w.count).fill(0);
  const ofV = new Array<number>(v.count).fill(0);
  for (const { v_mps, w_radps } of samples) {
    const [column, row] = [binOf(w, w_radps), binOf(v, v_mps)];
    ofW[column]!++;
    ofV[row]!++;
    const key = `${column},${row}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const cells = [...counts].map(([key, count]) => [...key.split(',').map(Number), count]);
  const most = Math.max(...counts.values());
  const { count, v_mps, w_radps, share_w_over_1, share_w_over_2 } = whole;
  const spread = (s: typeof v_mps) => `${formatNumber(s.mean, 2)} ± ${formatNumber(s.std, 2)}`;
  return {
    name: 'labels',
    title: `Labels of ${name}`,
    subtitle:
      `${count} pictures in ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}; v ${spread(v_mps)} m/s, ` +
      `w ${spread(w_radps)} rad/s (left is positive); |w| > 1: ${formatNumber(100 * share_w_over_1, 1)} %, ` +
      `|w| > 2: ${formatNumber(100 * share_w_over_2, 1)} %`,
    alt: `Density of ${count} labels over turn rate and speed`,
    width: 960,
    height: TOP + HEIGHT + 60,
    proportional: true,
    maps: [],
    option: {
      tooltip: { trigger: 'item' },
      title: {
        text: 'pictures a cell',
        left: ASIDE,
        top: 0,
        textStyle: { fontSize: 12, fontWeight: 'normal' },
      },
      visualMap: legend(most),
      grid: [
        { left: LEFT, top: TOP, width: WIDTH, height: HEIGHT },
        { left: LEFT, top: 34, width: WIDTH, height: TOP - 72 },
        { left: ASIDE, top: TOP, width: 170, height: HEIGHT },
      ],
      xAxis: [
        categories(0, w, 'turn rate w (rad/s)', true),
        categories(1, w, '', false),
        { ...numbers(2, 'pictures, log scale'), nameLocation: 'middle', nameGap: 30 },
      ],
      yAxis: [
        {
          ...categories(0, v, 'speed v (m/s)', true),
          nameLocation: 'end',
          nameGap: 8,
          nameTextStyle: { align: 'left', padding: [0, 0, 0, -LEFT + 10] },
        },
        {
          ...numbers(1, 'pictures, log scale'),
          nameTextStyle: { align: 'left', padding: [0, 0, 0, -LEFT + 10] },
        },
        categories(2, v, '', false),
      ],
      series: [
        { type: 'heatmap', xAxisIndex: 0, yAxisIndex: 0, data: cells, itemStyle: { borderWidth: 0 } },
        { ...bars, xAxisIndex: 1, yAxisIndex: 1, data: ofW.map(orNothing) },
        { ...bars, xAxisIndex: 2, yAxisIndex: 2, data: ofV.map(orNothing) },
      ],
    },
  };
}

const bars: JsonObject = {
  type: 'bar',
  barCategoryGap: '12%',
  itemStyle: { color: '@series0' },
};

/** On a logarithmic axis there is no place for none. */
const orNothing = (count: number) => (count === 0 ? null : count);

function categories(index: number, bins: Bins, name: string, labelled: boolean): JsonObject {
  return {
    type: 'category',
    gridIndex: index,
    data: binNames(bins),
    name,
    nameLocation: 'middle',
    nameGap: 30,
    axisLabel: { show: labelled, interval: bins.labelled - 1 },
    axisTick: { show: labelled, interval: bins.labelled - 1, alignWithLabel: true },
    // Lines of a category axis stand between the bins, not where its labels are.
    splitLine: { show: false },
  };
}

function numbers(index: number, name: string): JsonObject {
  return {
    type: 'log',
    gridIndex: index,
    name,
    min: 0.7,
    // Bars of a single picture show as well.
    startValue: 0.7,
    axisLabel: { showMinLabel: false, showMaxLabel: false, hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

/** Bands whose limits grow by the same factor: a few pictures show beside a thousand. */
function legend(most: number): JsonObject {
  const limits = [...new Set(Array.from({ length: BANDS }, (_, i) => Math.round(most ** (i / BANDS))))];
  const pieces = limits.map((low, i) => {
    const high = i + 1 < limits.length ? limits[i + 1]! - 1 : most;
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
