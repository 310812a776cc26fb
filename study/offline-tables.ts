import { measuredWhere } from '../scripts/support/documents';
import { formatNumber, MISSING } from '../src/measure/report/format';
import { formatSignificant } from '../src/models/evaluate/columns';
import type { ModelEvaluation } from '../src/models/evaluate/evaluation';
import { type Column, familyTables, longOnly, shown } from './columns';
import type { EvaluatedRow, OfflineResult } from './evaluate-models';
import { OTHER_FAMILY, type Strategy } from './list';
import { published } from './published';

type Row = EvaluatedRow & { readonly found: ModelEvaluation };
/** What a row's published cells depend on. */
type Twins = Pick<Strategy, 'family' | 'published' | 'publishedToo'>;

const COLUMNS: readonly Column<Row>[] = [
  shown('strategy', ({ entry }) => entry.words),
  shown('size MB', ({ found }) => significant(mega(found.size_bytes))),
  shown('gzip MB', ({ found }) => significant(mega(found.size_gzip_bytes))),
  longOnly('zeros %', ({ found }) => formatNumber(percent(found.sparsity), 1)),
  shown('MSE', ({ found }) => significant(found.mse)),
  shown('angular-velocity MAE rad/s', ({ found }) => significant(found.mean_absolute_error_w_radps)),
  longOnly('inference ms mean', ({ found }) => significant(found.inference_time_ms.mean)),
  shown('inference ms p50', ({ found }) => significant(found.inference_time_ms.p50)),
  longOnly('inference ms p99', ({ found }) => significant(found.inference_time_ms.p99)),
  longOnly('step ms p50', ({ found }) => significant(found.step_time_ms.p50)),
  longOnly('step ms p99', ({ found }) => significant(found.step_time_ms.p99)),
  longOnly('memory MB', ({ found }) => formatNumber(mega(found.peak_memory_bytes), 0)),
  shown('size, % of baseline', ({ ratio }) => formatNumber(ratio?.size_percent ?? null, 1)),
  shown('speed-up', ({ ratio }) => (ratio?.speed == null ? MISSING : `${ratio.speed.toFixed(2)}x`)),
  shown('MSE, % more', ({ ratio }) => signed(ratio?.mse_change_percent ?? null)),
  shown('published size MB', ({ entry }) => publishedCell(entry, 'size_MB')),
  shown('published MSE', ({ entry }) => publishedCell(entry, 'mse')),
  shown('published time ms', ({ entry }) => publishedCell(entry, 'time_ms')),
];

const NOTES = { [OTHER_FAMILY]: ', compared with the PilotNet in PyTorch layout' };

/** Markdown with all rows and columns for docs/evaluation.md, and fewer of both for docs/results.md. */
export function offlineTables(result: OfflineResult): { evaluation: string; results: string } {
  const rows = result.rows.filter((row): row is Row => row.found !== null);
  const short = rows.filter(({ entry }) => entry.short);
  const parts = (some: readonly Row[], columns: readonly Column<Row>[]) =>
    familyTables(some, ({ entry }) => entry.family, columns, NOTES);
  const settings = settingsLine(result);
  return {
    evaluation: `${parts(rows, COLUMNS)}\n\n${settings}\n${missingNotes(result)}`,
    results: `${parts(
      short,
      COLUMNS.filter((column) => column.short),
    )}\n\n${settings}`,
  };
}

function settingsLine({ evaluation }: OfflineResult): string {
  const { dataset, settings, machine } = evaluation;
  const circuits = dataset.parts.map(({ part, pictures }) => `${part} ${pictures}`).join(', ');
  const threads = settings.threads === 1 ? 'one thread' : `${settings.threads} threads`;
  return (
    `${dataset.pictures} images (${circuits}), ${settings.rounds} rounds in turn, onnxruntime ` +
    `${machine.onnxruntime} on the CPU, ${threads}. ${measuredWhere()}`
  );
}

/** A model that failed has its row in the table, and the reason here. */
function missingNotes({ rows }: OfflineResult): string {
  const missing = rows.filter(({ found }) => found === null || found.status === 'failed');
  const notes = missing.map(({ entry, found }) => `- ${entry.id}: ${found?.reason ?? entry.why}`);
  return notes.length === 0 ? '' : `\nMissing or failed:\n\n${notes.join('\n')}\n`;
}

/** The twin's figure. One of the other framework says so at its size; a second twin stands behind the first. */
function publishedCell(entry: Twins, key: 'size_MB' | 'mse' | 'time_ms'): string {
  const [twin, second] = [published(entry.published), published(entry.publishedToo)];
  if (twin === null) return MISSING;
  if (second !== null) {
    const name = second.strategy === 'original' ? 'TensorFlow original' : second.family;
    return `${twin[key]} (${name} ${second[key]})`;
  }
  const own = entry.family.includes('TensorFlow') ? 'TFLite' : 'PyTorch';
  return twin.family === own || key !== 'size_MB' ? `${twin[key]}` : `${twin[key]} (${twin.family})`;
}

function significant(value: number | null): string {
  return value === null ? MISSING : formatSignificant(value);
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function mega(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1e6;
}

/** With its sign, except for what rounds to zero. */
function signed(value: number | null): string {
  const text = formatNumber(value, 1);
  return Number(text) > 0 ? `+${text}` : text;
}
