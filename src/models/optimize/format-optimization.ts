import { formatNumber, formatPercent } from '../../measure/report/format';
import { formatColumns } from '../../support/terminal/columns';
import type { ModelSummary, OptimizationReport } from './optimize-model';
import type { Strategy } from './strategy';

/** Formats the strategies as a list, one line each, for `optimize --list`. */
export function formatStrategies(strategies: readonly Strategy[]): string {
  const width = Math.max(...strategies.map(({ name }) => name.length));
  return strategies
    .map(
      ({ name, summary, needsCalibration }) =>
        `  ${name.padEnd(width)}  ${summary}${needsCalibration ? '; needs --calibration' : ''}`,
    )
    .join('\n');
}

type Row = readonly [label: string, before: string, after: string, change: string];

/** Formats the result of an optimization: the model before and after, and the distance of their commands. */
export function formatOptimization(report: OptimizationReport): string {
  const { parent, result, distance } = report;
  const rows: Row[] = [
    ['', parent.name, result.name, ''],
    ['precision', parent.precision, result.precision, ''],
    ['size', ...compareSizes(parent.size_bytes, result.size_bytes)],
    ['size, gzip', ...compareSizes(parent.size_gzip_bytes, result.size_gzip_bytes)],
    [
      'parameters',
      formatCount(parent.parameters),
      formatCount(result.parameters),
      formatRatio(result.parameters, parent.parameters),
    ],
    ['sparsity', formatShare(parent.sparsity), formatShare(result.sparsity), ''],
    [
      'inference time',
      `${formatNumber(parent.inference_ms, 3)} ms`,
      `${formatNumber(result.inference_ms, 3)} ms`,
      formatRatio(result.inference_ms, parent.inference_ms),
    ],
  ];
  return [
    formatColumns(rows, { gap: '   ' }),
    '',
    `  absolute difference of the commands to the parent's, on ${distance.frames} images (${report.pictures}):`,
    `    v  mean ${formatNumber(distance.v_mean_mps, 4)}, maximum ${formatNumber(distance.v_max_mps, 4)} m/s`,
    `    w  mean ${formatNumber(distance.w_mean_radps, 4)}, maximum ${formatNumber(distance.w_max_radps, 4)} rad/s`,
    ...report.notes.map((note) => `  note: ${note}`),
    '',
    `  wrote ${result.file} and ${report.card_file}`,
  ].join('\n');
}

function compareSizes(before: ModelSummary['size_bytes'], after: number): [string, string, string] {
  return [`${formatCount(before)} B`, `${formatCount(after)} B`, formatRatio(after, before)];
}

function formatRatio(after: number, before: number): string {
  return `${formatPercent((100 * after) / before, 1)} %`;
}

function formatShare(part: number): string {
  return `${formatPercent(100 * part, 1)} %`;
}

/** Formats 6384628 as 6,384,628. */
function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
