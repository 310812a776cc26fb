import {
  type Chart,
  type JsonObject,
  round,
  seriesColour,
  symbolOf,
} from '../../../measure/report/charts/chart';
import { buildRowAxis, rowHeight, splitName } from '../../../measure/report/charts/row-axis';
import type { Ranking } from '../ranking';
import { count } from '../wording';
import { describeCut, MAX_CHART_BRAINS } from './limits';

const LANE_WIDTH = 16;
const RIGHT = 24;

/**
 * The ranking as a critical difference diagram (J. Demšar, Journal of Machine Learning Research 7, 2006), a row for each brain:
 * its mean rank, and beside it bars over neighbours that cannot be told apart. Null without mean ranks.
 * @param brains all brains of the report, so that a brain looks the same in each chart
 */
export function buildRankChart(ranking: Ranking, brains: readonly string[]): Chart | null {
  const shown = ranking.brains.slice(0, MAX_CHART_BRAINS);
  if (shown.length < 2 || shown.some(({ meanRank }) => meanRank === null)) return null;
  const groups = ranking.groups.map((group) =>
    group.filter((brain) => shown.some((own) => own.brain === brain)),
  );
  const lanes = assignLanes(
    groups
      .filter(({ length }) => length > 1)
      .map((group) => group.map((brain) => shown.findIndex((own) => own.brain === brain))),
  );
  const laneCount = Math.max(1, ...lanes.map(({ lane }) => lane + 1));
  const names = shown.map(({ brain }) => splitName(brain).join('\n'));
  const right = RIGHT + LANE_WIDTH * laneCount;
  const height = 64 + rowHeight(shown.map(({ brain }) => brain)) * Math.max(2, shown.length);
  const frame = { top: 16, bottom: 48 };
  return {
    name: `rank-${ranking.criterion.key}`,
    title: `Rank by ${ranking.criterion.label}`,
    subtitle: `Mean rank over ${count(ranking.commonConditions, 'condition')}, 1 is best; a bar joins neighbours of which no two can be told apart${describeCut(ranking.brains.length)}`,
    alt: describeRanking(ranking),
    width: 960,
    height,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      grid: [
        { left: 172, right: right + 12, ...frame },
        { width: LANE_WIDTH * laneCount, right: RIGHT, ...frame },
      ],
      xAxis: [
        {
          type: 'value',
          name: 'mean rank',
          nameLocation: 'middle',
          nameGap: 28,
          min: 1,
          max: ranking.brains.length,
          minInterval: 1,
        },
        { type: 'value', gridIndex: 1, min: -0.5, max: laneCount - 0.5, show: false },
      ],
      yAxis: [buildRowAxis(names), { ...buildRowAxis(names), gridIndex: 1, show: false }],
      series: [
        {
          type: 'scatter',
          z: 5,
          data: shown.map(({ brain, meanRank }, at) => ({
            value: [round(meanRank!, 4), at],
            name: `${brain}: mean rank ${meanRank!.toFixed(2)}`,
            symbol: symbolOf(brains.indexOf(brain)),
            symbolSize: 12,
            itemStyle: {
              color: seriesColour(brains.indexOf(brain)),
              opacity: 1,
              borderColor: '@ground',
              borderWidth: 1,
            },
          })),
        },
        ...buildBars(lanes),
      ],
    },
  };
}

/** A range of rows, and the column of its bar. */
interface Lane {
  readonly rows: readonly number[];
  readonly lane: number;
}

/** Columns for the bars, as few as there can be without two bars that overlap. */
function assignLanes(ranges: readonly (readonly number[])[]): Lane[] {
  const ends: number[] = [];
  return ranges.map((rows) => {
    const free = ends.findIndex((end) => end < rows[0]!);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = rows.at(-1)!;
    return { rows, lane };
  });
}

function buildBars(lanes: readonly Lane[]): JsonObject[] {
  const second = { xAxisIndex: 1, yAxisIndex: 1, silent: true };
  return [
    {
      type: 'lines',
      coordinateSystem: 'cartesian2d',
      ...second,
      symbol: 'none',
      lineStyle: { color: '@ink', width: 5, opacity: 1, cap: 'round' },
      data: lanes.map(({ rows, lane }) => ({
        coords: [
          [lane, rows[0]!],
          [lane, rows.at(-1)!],
        ],
      })),
    },
    {
      type: 'scatter',
      ...second,
      symbol: 'circle',
      symbolSize: 9,
      itemStyle: { color: '@ink', opacity: 1 },
      data: lanes.flatMap(({ rows, lane }) => rows.map((row) => [lane, row])),
    },
  ];
}

function describeRanking({ brains, groups }: Ranking): string {
  const order = brains.map(({ brain, meanRank }) => `${brain} ${meanRank!.toFixed(2)}`).join(', ');
  const alike = groups.map((group) => group.join(', ')).join('; ');
  return `Mean ranks: ${order}. Cannot be told apart: ${alike === '' ? 'none' : alike}.`;
}
