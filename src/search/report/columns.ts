import { formatNumber } from '../../measure/report/format';
import type { MetricName } from '../goal/metric';
import type { CandidateResult } from '../search-result';

/** A figure in the tables of a search. */
export interface FigureColumn {
  readonly metric: MetricName;
  /** With the unit, for programs. */
  readonly key: string;
  readonly name: string;
  readonly better: 'lower' | 'higher';
  /** From the value as a search has it. */
  readonly factor: number;
  readonly decimals: number;
  /** Whether terminals show it too. */
  readonly isShown: boolean;
}

const column = (
  metric: MetricName,
  [key, name]: readonly [key: string, name: string],
  decimals: number,
  more: Partial<FigureColumn> = {},
): FigureColumn => ({ metric, key, name, decimals, better: 'lower', factor: 1, isShown: true, ...more });
const inFiles = { isShown: false };
const mega = { factor: 1e-6 };

/** `laps` aside, which is completed of driven. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  column('size', ['size_MB', 'size MB'], 3, mega),
  column('gzip', ['size_gzip_MB', 'gzip MB'], 3, { ...mega, ...inFiles }),
  column('parameters', ['parameters', 'parameters'], 0, inFiles),
  column('mse', ['mse', 'MSE'], 6, inFiles),
  column('v_error', ['v_mae_mps', 'linear-velocity MAE m/s'], 4, inFiles),
  column('w_error', ['w_mae_radps', 'w MAE rad/s'], 4),
  column('p50', ['inference_p50_ms', 'p50 ms'], 3),
  column('p99', ['inference_p99_ms', 'p99 ms'], 3, inFiles),
  column('step_p50', ['step_p50_ms', 'step p50 ms'], 3, inFiles),
  column('speedup', ['speedup', 'speed-up'], 2, { better: 'higher' }),
  column('memory', ['peak_memory_MB', 'memory MB'], 0, { ...mega, ...inFiles }),
  column('mean_deviation', ['mean_deviation_m', 'mean dev. m'], 4),
  column('max_deviation', ['max_deviation_m', 'max dev. m'], 3),
  column('mean_speed', ['mean_speed_mps', 'speed m/s'], 2, { better: 'higher' }),
  column('wall_contacts', ['wall_contacts', 'wall contacts'], 0, inFiles),
];

/** The figure as the column has it; null where it is missing. */
export function figureOf({ metric, factor }: FigureColumn, { figures }: CandidateResult): number | null {
  const value = figures[metric] ?? null;
  return value === null ? null : value * factor;
}

export function textOf(column: FigureColumn, candidate: CandidateResult): string {
  return formatNumber(figureOf(column, candidate), column.decimals);
}

/** Laps completed of those driven: `9/10`; a dash where none was driven. */
export function formatLaps({ laps }: CandidateResult): string {
  return laps.length === 0 ? '–' : `${laps.filter(({ completed }) => completed).length}/${laps.length}`;
}
