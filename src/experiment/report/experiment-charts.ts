import type { Chart } from '../../measure/report/charts/chart';
import type { ExperimentAnalysis } from './analysis';

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

export function buildExperimentCharts(_analysis: ExperimentAnalysis): ExperimentCharts {
  return {
    ranks: new Map(),
    success: null,
    outcomes: null,
    grids: [],
    boxes: [],
    constants: [],
    factors: new Map(),
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
