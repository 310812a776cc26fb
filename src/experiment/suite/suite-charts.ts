import { lineLegend } from '../../measure/report/charts/brain-legend';
import { type Chart, type JsonObject, round } from '../../measure/report/charts/chart';
import {
  buildColumnAxis,
  buildRowAxis,
  columnWidth,
  rowHeight,
  splitName,
} from '../../measure/report/charts/row-axis';
import { formatNumber, formatPercent } from '../../measure/report/format';
import { groupBy } from '../../measure/report/run';
import type { LevelScore } from './score';
import { SCORE_PARTS, type ScorePart } from './score-settings';
import type { BrainResult, SuiteResult } from './suite-result';
import { factorName, formatShare } from './suite-table';

const MOST_BRAINS = 30;
const MOST_COLUMNS = 16;
const ROW_HEIGHT = 26;
const LABEL_ROOM = 96;
const LEFT = 130;
const RIGHT = 24;
/** Room for 100. */
const CELL_WIDTH = 32;
/** Narrower parts have no number, in points. */
const MIN_LABELLED = 3;

const COLOURS: Readonly<Record<ScorePart, string>> = {
  success: '@series2',
  deviation: '@series0',
  speed: '@series1',
  infractions: '@series4',
  robustness: '@series3',
};

/** What each part adds to the score of each brain; null where none has a score. */
export function buildScoreChart({ brains, suite }: SuiteResult): Chart | null {
  const scored = brains.filter(({ score }) => score !== null);
  const shown = scored.slice(0, MOST_BRAINS);
  if (shown.length === 0) return null;
  const { weights } = suite.score;
  const used = SCORE_PARTS.filter((part) => weights[part] > 0);
  const most = used.map((part) => `${part} ${round(100 * weights[part], 1)}`).join(', ');
  const cut = scored.length > shown.length ? `; the best ${shown.length} of ${scored.length} brains` : '';
  const rows = shown.map(({ brain, score }) => [...splitName(brain), formatNumber(score, 1)].join('\n'));
  return {
    name: 'suite-score',
    title: `Score of suite ${suite.name}`,
    subtitle: `Points by part; at most ${most}${cut}`,
    alt: `${shown.map(({ brain, score }) => `${brain}: ${formatNumber(score, 1)}`).join('; ')}.`,
    width: 960,
    height: 96 + (rowHeight(shown.map(({ brain }) => brain)) + 8) * Math.max(2, shown.length),
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: lineLegend(
        used.map((name) => ({ name })),
        8,
      ),
      grid: { left: 12, right: 24, top: 34, bottom: 44, containLabel: true },
      xAxis: { type: 'value', name: 'points', nameLocation: 'middle', nameGap: 28, min: 0, max: 100 },
      yAxis: buildRowAxis(rows),
      series: used.map((part) => buildBars(part, weights[part], shown)),
    },
  };
}

function buildBars(part: ScorePart, weight: number, shown: readonly BrainResult[]): JsonObject {
  return {
    name: part,
    type: 'bar',
    stack: 'score',
    barWidth: 18,
    labelLayout: { hideOverlap: true },
    itemStyle: { color: COLOURS[part], borderColor: '@ground', borderWidth: 1 },
    data: shown.map(({ brain, parts }) => {
      const points = 100 * weight * parts[part]!;
      return {
        value: round(points, 3),
        name: `${brain}: ${formatNumber(points, 1)} of ${formatNumber(100 * weight, 0)} for ${part}`,
        label: {
          show: points >= MIN_LABELLED,
          position: 'inside',
          formatter: formatNumber(points, 1),
          color: '@ground',
          fontSize: 11,
        },
      };
    }),
  };
}

/** What is left of each brain at every level of every factor; null where none was driven. */
export function buildRobustnessChart({ brains, suite }: SuiteResult): Chart | null {
  const shown = brains.filter(({ levels }) => levels.length > 0).slice(0, MOST_COLUMNS);
  const cells = shown.flatMap(({ brain, levels }) => levels.map((level) => ({ brain, level })));
  if (cells.length === 0) return null;
  const rows = rowsOf(cells.map(({ level }) => level));
  const columns = shown.map(({ brain }) => brain);
  return {
    name: 'suite-robustness',
    title: `Robustness in suite ${suite.name}`,
    subtitle: 'Laps completed, halved by each infraction, in percent; the stronger, the more',
    alt: `${cells.map(({ brain, level }) => `${brain}, ${level.level}: ${formatShare(level.value)} %`).join('; ')}.`,
    width: 960,
    height: LABEL_ROOM + 24 + ROW_HEIGHT * rows.length,
    proportional: false,
    minWidth: LEFT + RIGHT + columns.length * columnWidth(columns, CELL_WIDTH),
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      grid: { left: LEFT, right: RIGHT, top: 8, bottom: LABEL_ROOM },
      xAxis: buildColumnAxis(columns),
      yAxis: { ...buildRowAxis(rows.map(({ name }) => name)), splitLine: { show: false } },
      visualMap: {
        show: false,
        min: 0,
        max: 1,
        dimension: 2,
        inRange: { color: ['@series2'], opacity: [0.06, 0.5] },
      },
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: '@ground', borderWidth: 2 },
          label: { show: true, color: '@ink', fontSize: 12, opacity: 1 },
          data: cells.map(({ brain, level }): JsonObject => {
            const at = rows.findIndex((row) => row.factor === level.factor && row.level === level.level);
            const { completed, runs, value } = level;
            return {
              value: [columns.indexOf(brain), at, round(value, 4)],
              name: `${brain}, ${level.level}: ${completed} of ${runs} completed, ${formatShare(value)} %`,
              label: { formatter: formatPercent(100 * value, 0) },
            };
          }),
        },
      ],
    },
  };
}

/** Every level once, the levels of a factor together; with the factor where another one has a level of that name. */
function rowsOf(levels: readonly LevelScore[]): { factor: string; level: string; name: string }[] {
  const factors = groupBy(levels, ({ factor }) => factor);
  const namesakes = (name: string) =>
    [...factors.values()].filter((own) => own.some(({ level }) => level === name)).length;
  return [...factors].flatMap(([factor, own]) =>
    [...new Set(own.map(({ level }) => level))].map((level) => {
      const name = namesakes(level) > 1 ? `${factorName(factor)}: ${level}` : level;
      return { factor, level, name };
    }),
  );
}
