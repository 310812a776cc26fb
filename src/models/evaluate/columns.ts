import { formatNumber, MISSING } from '../../measure/report/format';
import type { ModelEvaluation } from './evaluation';

/** One figure of a model as it stands in tables. */
export interface EvaluationColumn {
  /** Header in CSV: name with its unit. */
  readonly key: string;
  /** Header for people. */
  readonly name: string;
  readonly better: 'higher' | 'lower' | null;
  readonly value: (model: ModelEvaluation) => number | string | null;
  readonly text: (value: number) => string;
  /** A terminal has room for some figures only, and files need no words for what stands in two columns. */
  readonly shown: 'everywhere' | 'in files' | 'on terminals';
}

type Value = EvaluationColumn['value'];
const MEGA = 1e6;

/** Rounded to significant digits and written without an exponent. */
export function significantText(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return MISSING;
  if (value === 0) return '0';
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-12));
  return value.toFixed(Math.min(12, decimals));
}

const decimals = (n: number) => (value: number) => formatNumber(value, n);

function words(
  key: string,
  name: string,
  value: Value,
  shown: EvaluationColumn['shown'] = 'everywhere',
): EvaluationColumn {
  return { key, name, better: null, value, text: String, shown };
}

function lower(
  key: string,
  name: string,
  value: Value,
  shown: EvaluationColumn['shown'] = 'in files',
): EvaluationColumn {
  return { key, name, better: 'lower', value, text: significantText, shown };
}

export const EVALUATION_COLUMNS: readonly EvaluationColumn[] = [
  words('model', 'model', ({ model }) => model),
  words('precision', 'precision', ({ precision }) => precision, 'in files'),
  words('provider_asked', 'asked for', ({ provider_asked }) => provider_asked, 'in files'),
  words('provider', 'provider', ({ provider }) => provider, 'in files'),
  words('ran_on', 'provider', ranOn, 'on terminals'),
  lower('size_MB', 'size MB', ({ size_bytes }) => size_bytes / MEGA, 'everywhere'),
  lower('size_gzip_MB', 'gzip MB', ({ size_gzip_bytes }) => size_gzip_bytes / MEGA, 'everywhere'),
  { ...lower('parameters', 'parameters', ({ parameters }) => parameters), text: String },
  {
    ...words('sparsity_percent', 'zeros %', ({ sparsity }) => (sparsity === null ? null : 100 * sparsity)),
    text: decimals(1),
  },
  lower('mse', 'MSE', ({ mse }) => mse, 'everywhere'),
  lower('mse_v', 'MSE v', ({ mse_v }) => mse_v),
  lower('mse_w', 'MSE w', ({ mse_w }) => mse_w),
  lower('mean_absolute_error_v_mps', 'error of v m/s', (model) => model.mean_absolute_error_v_mps),
  lower(
    'mean_absolute_error_w_radps',
    'error of w rad/s',
    (model) => model.mean_absolute_error_w_radps,
    'everywhere',
  ),
  lower('inference_mean_ms', 'inference mean ms', (model) => model.inference_time_ms.mean),
  lower('inference_p50_ms', 'inference p50 ms', (model) => model.inference_time_ms.p50, 'everywhere'),
  lower('inference_p99_ms', 'p99', (model) => model.inference_time_ms.p99, 'everywhere'),
  words('inference_rounds_p50_ms', 'p50 by round', roundsText, 'in files'),
  lower('step_mean_ms', 'step mean ms', (model) => model.step_time_ms.mean),
  lower('step_p50_ms', 'step p50 ms', (model) => model.step_time_ms.p50, 'everywhere'),
  lower('step_p99_ms', 'p99', (model) => model.step_time_ms.p99, 'everywhere'),
  {
    ...lower('peak_memory_MB', 'memory MB', (model) => mega(model.peak_memory_bytes), 'everywhere'),
    text: decimals(0),
  },
  {
    ...words('bare_runtime_memory_MB', 'of it runtime MB', (model) => mega(model.bare_runtime_memory_bytes)),
    text: decimals(0),
    shown: 'in files',
  },
  {
    ...words('size_percent', 'size of ref. %', ({ of_reference }) => of_reference?.size_percent ?? null),
    text: decimals(1),
  },
  {
    ...words('speed', 'speed x ref.', ({ of_reference }) => of_reference?.speed ?? null),
    text: decimals(2),
  },
  {
    ...words('mse_change_percent', 'MSE %', ({ of_reference }) => of_reference?.mse_change_percent ?? null),
    text: (value) => `${value > 0 ? '+' : ''}${formatNumber(value, 1)}`,
  },
];

/** The provider that ran it, or the one that could not. */
function ranOn({ provider, provider_asked, status }: ModelEvaluation): string {
  if (status === 'measured') return provider!;
  return `${provider_asked}: ${status === 'failed' ? 'failed' : 'not here'}`;
}

/** Lowest and highest median of a round: how steady the machine was. */
function roundsText({ rounds }: ModelEvaluation): string | null {
  const medians = rounds.flatMap(({ inference_p50_ms }) =>
    inference_p50_ms === null ? [] : [inference_p50_ms],
  );
  if (medians.length === 0) return null;
  return `${significantText(Math.min(...medians))} to ${significantText(Math.max(...medians))}`;
}

function mega(bytes: number | null): number | null {
  return bytes === null ? null : bytes / MEGA;
}
