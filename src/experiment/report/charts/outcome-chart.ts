import { lineLegend } from '../../../measure/report/charts/brain-legend';
import { type Chart, type JsonObject, round } from '../../../measure/report/charts/chart';
import { buildRowAxis, rowHeight, splitName } from '../../../measure/report/charts/row-axis';
import type { ExperimentAnalysis } from '../analysis';
import { formatOutcome } from '../outcomes';
import { count } from '../wording';
import { describeCut, MAX_CHART_BRAINS } from './limits';

const COLOURS: Readonly<Record<string, string>> = {
  completed: '@series2',
  time_limit: '@series5',
  no_progress: '@series4',
  standstill: '@series4',
  trapped: '@series1',
  left_track: '@series0',
  pitched_over: '@series0',
  gave_up: '@series3',
  brain_failed: '@mark',
};
/** Faults, which say nothing about driving. */
const OTHER_COLOUR = '@axis';
/** Narrower parts have no number, percent. */
const MIN_LABELLED = 4;

/** How the runs of each brain ended, as shares; null without runs. */
export function buildOutcomeChart({ summaries, outcomes, brains }: ExperimentAnalysis): Chart | null {
  const shown = summaries.slice(0, MAX_CHART_BRAINS);
  if (shown.length === 0) return null;
  return {
    name: 'outcomes',
    title: 'How runs ended',
    subtitle: `Share of the runs of each brain, with their number${describeCut(brains.length)}`,
    alt: shown
      .map(
        ({ brain, outcomes: own }) =>
          `${brain}: ${own.map(({ outcome, runs }) => `${runs} ${formatOutcome(outcome)}`).join(', ')}`,
      )
      .join('; '),
    width: 960,
    height: 96 + rowHeight(shown.map(({ brain }) => brain)) * Math.max(2, shown.length),
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: lineLegend(
        outcomes.map(({ outcome }) => ({ name: formatOutcome(outcome) })),
        8,
      ),
      grid: { left: 12, right: 24, top: 34, bottom: 44, containLabel: true },
      xAxis: { type: 'value', name: 'runs (%)', nameLocation: 'middle', nameGap: 28, min: 0, max: 100 },
      yAxis: buildRowAxis(shown.map(({ brain }) => splitName(brain).join('\n'))),
      series: outcomes.map(({ outcome }) => buildBars(outcome, shown)),
    },
  };
}

function buildBars(outcome: string, shown: ExperimentAnalysis['summaries']): JsonObject {
  return {
    name: formatOutcome(outcome),
    type: 'bar',
    stack: 'runs',
    barWidth: 16,
    itemStyle: { color: COLOURS[outcome] ?? OTHER_COLOUR, borderColor: '@ground', borderWidth: 1 },
    data: shown.map(({ brain, runs, outcomes }) => {
      const own = outcomes.find((other) => other.outcome === outcome)?.runs ?? 0;
      const share = (100 * own) / runs;
      return {
        value: round(share, 3),
        name: `${brain}: ${count(own, 'run')} ${formatOutcome(outcome)}`,
        label: {
          show: share >= MIN_LABELLED,
          position: 'inside',
          formatter: String(own),
          color: '@ground',
          fontSize: 11,
        },
      };
    }),
  };
}
