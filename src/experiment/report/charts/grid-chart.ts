import { type Chart, type JsonObject, roundSignificant } from '../../../measure/report/charts/chart';
import { buildColumnAxis, buildRowAxis, columnWidth } from '../../../measure/report/charts/row-axis';
import { measureText } from '../../../measure/report/charts/text-width';
import { chooseDecimals, formatNumber } from '../../../measure/report/format';
import { formatMetricName } from '../../../measure/report/metric';
import type { ExperimentAnalysis } from '../analysis';
import { DEVIATION } from '../reported-metric';
import type { Summary } from '../summary';
import { formatMean, formatShare } from '../wording';
import { describeCut } from './limits';

const MAX_COLUMNS = 16;
const ROW_HEIGHT = 30;
const LABEL_ROOM = 92;
const LEFT = 172;
const RIGHT = 24;
const CELL_PADDING = 8;

/** What a grid shows in its cells. */
interface GridKind {
  readonly name: string;
  readonly title: string;
  readonly says: string;
  readonly colour: string;
  readonly valueOf: (summary: Summary) => number | null;
  readonly cellText: (summary: Summary) => string;
  readonly fullText: (summary: Summary) => string;
}

const SUCCESS_GRID: GridKind = {
  name: 'grid-success',
  title: 'Completed, by circuit and brain',
  says: 'Runs that completed, of those that count; the stronger, the more',
  colour: '@series2',
  valueOf: ({ success }) => success.share,
  cellText: ({ success }) => `${success.successes}/${success.n}`,
  fullText: ({ success }) => `${success.successes} of ${success.n}, ${formatShare(success)}`,
};

const DEVIATION_GRID: GridKind = {
  name: 'grid-deviation',
  title: `${formatMetricName(DEVIATION)}, by circuit and brain`,
  says: 'Mean over the runs with a lap; the stronger, the greater',
  colour: '@series1',
  valueOf: ({ metrics }) => metrics.get(DEVIATION.column)?.mean ?? null,
  cellText: ({ metrics }) => {
    const mean = metrics.get(DEVIATION.column)!.mean;
    return formatNumber(mean, chooseDecimals([mean], 2));
  },
  fullText: ({ metrics }) => `${formatMean(metrics.get(DEVIATION.column), DEVIATION.decimals)} m`,
};

/** Circuits by brains, for experiments with at least two of each. */
export function buildGridCharts(analysis: ExperimentAnalysis): Chart[] {
  const { courses, brains } = analysis;
  if (courses.length < 2 || brains.length < 2) return [];
  return [SUCCESS_GRID, DEVIATION_GRID]
    .map((kind) => buildGridChart(kind, analysis))
    .filter((chart) => chart !== null);
}

function buildGridChart(
  kind: GridKind,
  { courses, brains, courseSummaries }: ExperimentAnalysis,
): Chart | null {
  const columns = brains.slice(0, MAX_COLUMNS);
  const cells = courseSummaries.filter(
    (summary) => columns.includes(summary.brain) && kind.valueOf(summary) !== null,
  );
  if (cells.length === 0) return null;
  const values = cells.map((cell) => kind.valueOf(cell)!);
  const texts = cells.map((cell) => measureText(kind.cellText(cell), '12px'));
  const cellWidth = Math.ceil(Math.max(...texts)) + CELL_PADDING;
  return {
    name: kind.name,
    title: kind.title,
    subtitle: kind.says + describeCut(brains.length, MAX_COLUMNS),
    alt: `${kind.title}: ${cells.map((cell) => `${cell.course}, ${cell.brain}: ${kind.fullText(cell)}`).join('; ')}.`,
    width: 960,
    height: LABEL_ROOM + 24 + ROW_HEIGHT * courses.length,
    proportional: false,
    minWidth: LEFT + RIGHT + columns.length * columnWidth(columns, cellWidth),
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      grid: { left: LEFT, right: RIGHT, top: 8, bottom: LABEL_ROOM },
      xAxis: buildColumnAxis(columns),
      yAxis: { ...buildRowAxis(courses), splitLine: { show: false } },
      visualMap: {
        show: false,
        min: Math.min(0, ...values),
        max: Math.max(1e-9, ...values),
        dimension: 2,
        inRange: { color: [kind.colour], opacity: [0.06, 0.5] },
      },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: '@ground', borderWidth: 2 },
          label: { show: true, color: '@ink', fontSize: 12, opacity: 1 },
          data: cells.map(
            (cell): JsonObject => ({
              value: [
                columns.indexOf(cell.brain),
                courses.indexOf(cell.course!),
                roundSignificant(kind.valueOf(cell)!, 6),
              ],
              name: `${cell.course}, ${cell.brain}: ${kind.fullText(cell)}`,
              label: { formatter: kind.cellText(cell) },
            }),
          ),
        },
      ],
    },
  };
}
