import { formatNumber, formatPercent, MISSING } from '../../measure/report/format';
import type { ModelEvaluation } from './evaluation';

/** A column of the evaluation table. */
export interface EvaluationColumn {
  /** Header in CSV: name with unit. */
  readonly key: string;
  /** Header in Markdown and on terminals. */
  readonly name: string;
  readonly better: 'higher' | 'lower' | null;
  readonly value: (model: ModelEvaluation) => number | string | null;
  readonly text: (value: number) => string;
  /** Where the column is shown: terminals have room for some columns only, and combine two of them. */
  readonly shown: 'everywhere' | 'in files' | 'on terminals';
}

type Value = EvaluationColumn['value'];
const MEGA = 1e6;

/** A number with a number of significant digits, without an exponent. */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return MISSING;
  if (value === 0) return '0';
  const formatDecimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-12));
  return value.toFixed(Math.min(12, formatDecimals));
}

const decimals = (n: number) => (value: number) => formatNumber(value, n);

function textColumn(
  key: string,
  name: string,
  value: Value,
  shown: EvaluationColumn['shown'] = 'everywhere',
): EvaluationColumn {
  return { key, name, better: null, value, text: String, shown };
}

function lowerIsBetter(
  key: string,
  name: string,
  value: Value,
  shown: EvaluationColumn['shown'] = 'in files',
): EvaluationColumn {
  return { key, name, better: 'lower', value, text: formatSignificant, shown };
}

export const EVALUATION_COLUMNS: readonly EvaluationColumn[] = [
  textColumn('model', 'model', ({ model }) => model),
  textColumn('precision', 'precision', ({ precision }) => precision, 'in files'),
  textColumn('provider_asked', 'requested', ({ provider_asked }) => provider_asked, 'in files'),
  textColumn('provider', 'provider', ({ provider }) => provider, 'in files'),
  textColumn('ran_on', 'provider', formatProvider, 'on terminals'),
  lowerIsBetter('size_MB', 'size MB', ({ size_bytes }) => size_bytes / MEGA, 'everywhere'),
  lowerIsBetter('size_gzip_MB', 'gzip MB', ({ size_gzip_bytes }) => size_gzip_bytes / MEGA, 'everywhere'),
  { ...lowerIsBetter('parameters', 'parameters', ({ parameters }) => parameters), text: String },
  {
    ...textColumn('sparsity_percent', 'zeros %', ({ sparsity }) =>
      sparsity === null ? null : 100 * sparsity,
    ),
    text: (percent) => formatPercent(percent, 1),
  },
  lowerIsBetter('mse', 'MSE', ({ mse }) => mse, 'everywhere'),
  lowerIsBetter('mse_v', 'MSE v', ({ mse_v }) => mse_v),
  lowerIsBetter('mse_w', 'MSE w', ({ mse_w }) => mse_w),
  lowerIsBetter(
    'mean_absolute_error_v_mps',
    'linear-velocity MAE m/s',
    (model) => model.mean_absolute_error_v_mps,
  ),
  lowerIsBetter(
    'mean_absolute_error_w_radps',
    'angular-velocity MAE rad/s',
    (model) => model.mean_absolute_error_w_radps,
    'everywhere',
  ),
  lowerIsBetter('inference_mean_ms', 'inference mean ms', (model) => model.inference_time_ms.mean),
  lowerIsBetter('inference_p50_ms', 'inference p50 ms', (model) => model.inference_time_ms.p50, 'everywhere'),
  lowerIsBetter('inference_p99_ms', 'p99', (model) => model.inference_time_ms.p99, 'everywhere'),
  textColumn('inference_rounds_p50_ms', 'p50 by round', formatRounds, 'in files'),
  lowerIsBetter('step_mean_ms', 'step mean ms', (model) => model.step_time_ms.mean),
  lowerIsBetter('step_p50_ms', 'step p50 ms', (model) => model.step_time_ms.p50, 'everywhere'),
  lowerIsBetter('step_p99_ms', 'p99', (model) => model.step_time_ms.p99, 'everywhere'),
  {
    ...lowerIsBetter('peak_memory_MB', 'memory MB', (model) => toMega(model.peak_memory_bytes), 'everywhere'),
    text: decimals(0),
  },
  {
    ...textColumn('bare_runtime_memory_MB', 'runtime MB', (model) => toMega(model.bare_runtime_memory_bytes)),
    text: decimals(0),
    shown: 'in files',
  },
  {
    ...textColumn('size_percent', 'size of ref. %', ({ of_reference }) => of_reference?.size_percent ?? null),
    text: decimals(1),
  },
  {
    ...textColumn('speed', 'speed-up', ({ of_reference }) => of_reference?.speed ?? null),
    text: decimals(2),
  },
  {
    ...textColumn(
      'mse_change_percent',
      'MSE %',
      ({ of_reference }) => of_reference?.mse_change_percent ?? null,
    ),
    text: (value) => `${value > 0 ? '+' : ''}${formatNumber(value, 1)}`,
  },
];

/** The provider that ran the model, or the requested one with the reason that it did not. */
function formatProvider({ provider, provider_asked, status }: ModelEvaluation): string {
  if (status === 'measured') return provider!;
  return `${provider_asked}: ${status === 'failed' ? 'failed' : 'not available'}`;
}

/** Lowest and highest median over the rounds, which shows how steady the machine was. */
function formatRounds({ rounds }: ModelEvaluation): string | null {
  const medians = rounds.flatMap(({ inference_p50_ms }) =>
    inference_p50_ms === null ? [] : [inference_p50_ms],
  );
  if (medians.length === 0) return null;
  return `${formatSignificant(Math.min(...medians))} to ${formatSignificant(Math.max(...medians))}`;
}

function toMega(bytes: number | null): number | null {
  return bytes === null ? null : bytes / MEGA;
}
