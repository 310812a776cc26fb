import { formatNumber } from '../../measure/report/format';
import { formatColumns } from '../../support/terminal/columns';
import type { ModelFigures, OptimizationReport } from './optimize-model';
import type { Strategy } from './strategy';

/** Every strategy with its line. */
export function strategyList(strategies: readonly Strategy[]): string {
  const width = Math.max(...strategies.map(({ name }) => name.length));
  return strategies
    .map(
      ({ name, summary, needsCalibration }) =>
        `  ${name.padEnd(width)}  ${summary}${needsCalibration ? '; needs --calibration' : ''}`,
    )
    .join('\n');
}

type Row = readonly [label: string, before: string, after: string, change: string];

/** What became of a model, before and after, and how far its commands moved. */
export function optimizationText(report: OptimizationReport): string {
  const { parent, result, distance } = report;
  const rows: Row[] = [
    ['', parent.name, result.name, ''],
    ['precision', parent.precision, result.precision, ''],
    ['size', ...sizes(parent.size_bytes, result.size_bytes)],
    ['size, gzip', ...sizes(parent.size_gzip_bytes, result.size_gzip_bytes)],
    [
      'parameters',
      grouped(parent.parameters),
      grouped(result.parameters),
      share(result.parameters, parent.parameters),
    ],
    ['zeros among them', percent(parent.sparsity), percent(result.sparsity), ''],
    [
      'time of a run',
      `${formatNumber(parent.inference_ms, 3)} ms`,
      `${formatNumber(result.inference_ms, 3)} ms`,
      share(result.inference_ms, parent.inference_ms),
    ],
  ];
  return [
    formatColumns(rows, { gap: '   ' }),
    '',
    `  commands on ${distance.frames} pictures (${report.pictures}) against the parent's:`,
    `    v  mean ${formatNumber(distance.v_mean_mps, 4)}, largest ${formatNumber(distance.v_max_mps, 4)} m/s`,
    `    w  mean ${formatNumber(distance.w_mean_radps, 4)}, largest ${formatNumber(distance.w_max_radps, 4)} rad/s`,
    ...report.notes.map((note) => `  note: ${note}`),
    '',
    `  ${result.file} and ${report.card_file} written`,
  ].join('\n');
}

function sizes(before: ModelFigures['size_bytes'], after: number): [string, string, string] {
  return [`${grouped(before)} B`, `${grouped(after)} B`, share(after, before)];
}

function share(after: number, before: number): string {
  return `${formatNumber((100 * after) / before, 1)} %`;
}

function percent(part: number): string {
  return `${formatNumber(100 * part, 1)} %`;
}

/** 6384628 as 6,384,628. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
