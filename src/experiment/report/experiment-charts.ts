import type { Chart } from '../../measure/report/charts/chart';
import type { ExperimentAnalysis } from './analysis';
import { buildFactorCharts } from './charts/factor-charts';
import { buildGridCharts } from './charts/grid-chart';
import { buildOutcomeChart } from './charts/outcome-chart';
import { buildRankChart } from './charts/rank-chart';
import { buildSpreadCharts } from './charts/spread-charts';
import { buildSuccessChart } from './charts/success-chart';

/** All charts of a report of an experiment. */
export interface ExperimentCharts {
  /** By the criterion of the ranking. */
  readonly ranks: ReadonlyMap<string, Chart>;
  readonly success: Chart | null;
  readonly outcomes: Chart | null;
  /** Brains by circuits. */
  readonly grids: readonly Chart[];
  readonly boxes: readonly Chart[];
  /** Metrics that are the same in all runs, each as text. */
  readonly constants: readonly string[];
  /** By factor. */
  readonly factors: ReadonlyMap<string, readonly Chart[]>;
}

export function buildExperimentCharts(analysis: ExperimentAnalysis): ExperimentCharts {
  const { rankings, factors, brains } = analysis;
  return {
    ranks: new Map(
      rankings.flatMap((ranking) => {
        const chart = buildRankChart(ranking, brains);
        return chart === null ? [] : [[ranking.criterion.key, chart] as const];
      }),
    ),
    success: buildSuccessChart(analysis),
    outcomes: buildOutcomeChart(analysis),
    grids: buildGridCharts(analysis),
    ...buildSpreadCharts(analysis),
    factors: new Map(factors.map((factor) => [factor.key, buildFactorCharts(factor, brains)])),
  };
}

/** The charts in the order of the page. */
export function listCharts(charts: ExperimentCharts): Chart[] {
  return [
    ...charts.ranks.values(),
    ...[charts.success, charts.outcomes].filter((chart) => chart !== null),
    ...charts.grids,
    ...charts.boxes,
    ...[...charts.factors.values()].flat(),
  ];
}
