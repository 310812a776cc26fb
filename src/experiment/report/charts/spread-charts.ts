import { type BoxPoint, buildBoxChart } from '../../../measure/report/charts/box-chart';
import type { Chart } from '../../../measure/report/charts/chart';
import { formatNumber } from '../../../measure/report/format';
import type { ExperimentAnalysis } from '../analysis';
import { metricNamed, type ReportedMetric, readMetric } from '../reported-metric';
import { MAX_CHART_BRAINS, MAX_CHART_ROWS } from './limits';

const METRICS = [
  'position_deviation_mean_m',
  'position_deviation_max_m',
  'average_speed_mps',
  'lap_seconds',
  'command_suddenness',
  'step_time_p99_ms',
].map(metricNamed);

const ALL_CIRCUITS = 'all circuits';

export interface SpreadCharts {
  readonly boxes: readonly Chart[];
  /** Metrics that are the same in all runs, each as text. */
  readonly constants: readonly string[];
}

/** Box plots by circuit and brain; by brain alone where that would be too many rows. Without faults and copies. */
export function buildSpreadCharts(analysis: ExperimentAnalysis): SpreadCharts {
  const { runs, courseSummaries } = analysis;
  const counted = runs.filter(({ isFault, isCopy }) => !isFault && !isCopy);
  if (counted.length < 2) return { boxes: [], constants: [] };
  const byCourse = courseSummaries.length <= MAX_CHART_ROWS;
  const brains = byCourse ? analysis.brains : analysis.brains.slice(0, MAX_CHART_BRAINS);
  const courses = byCourse ? analysis.courses : [ALL_CIRCUITS];
  const boxes: Chart[] = [];
  const constants: string[] = [];
  for (const metric of METRICS) {
    const points = counted.flatMap((run): BoxPoint[] => {
      const value = readMetric(metric, run);
      if (value === null || !brains.includes(run.brain)) return [];
      return [{ course: byCourse ? run.course : ALL_CIRCUITS, brain: run.brain, run: run.name, value }];
    });
    const constant = describeConstant(metric, points);
    if (constant !== null) constants.push(constant);
    const chart = constant === null ? buildBoxChart(metric, points, { brains, courses }) : null;
    if (chart !== null) boxes.push(chart);
  }
  return { boxes, constants };
}

/** A metric with its value if all runs that have it show the same; else null. */
function describeConstant(
  { label, decimals, unit }: ReportedMetric,
  points: readonly BoxPoint[],
): string | null {
  const texts = new Set(points.map(({ value }) => formatNumber(value, decimals, unit)));
  return texts.size === 1 ? `${label} ${[...texts][0]}` : null;
}
