import { formatNumber } from '../../../measure/report/format';
import { formatColumns } from '../../../support/terminal/columns';
import type { Dataset } from '../dataset';
import { MAX_STEP_S } from '../layout';
import type { PartFiles } from './check-images';
import { formatLabelTable } from './label-table';
import type { DatasetStatistics, LabelStatistics } from './statistics';

/** Properties of a dataset besides its labels. */
export interface DatasetFindings {
  /** Images that are copies of others. */
  readonly duplicates: number;
  readonly pictures: readonly PartFiles[];
  /** Parts without a row, which are left out. */
  readonly empty_parts: readonly string[];
  /** Whether every image was read. */
  readonly checked: boolean;
}

/** Formats a dataset as text: labels, times and what may mislead a loader. */
export function formatDataset(
  { folder, samples }: Dataset,
  statistics: DatasetStatistics,
  findings: DatasetFindings,
): string {
  return [
    `${folder}: ${samples.length} labelled ${samples.length === 1 ? 'image' : 'images'}${findings.checked ? ', each one read' : ''}`,
    '',
    formatLabelTable(statistics),
    '',
    formatTimes(statistics),
    ...collectNotes(statistics, findings).map((line) => `  note: ${line}`),
  ].join('\n');
}

function formatTimes({ whole, parts }: DatasetStatistics): string {
  const row = (part: LabelStatistics) => [
    part.name,
    formatNumber(part.median_step_s, 3, 's'),
    formatNumber(part.longest_gap_s, 2, 's'),
    formatNumber(part.sequences, 0),
    formatNumber(part.longest_sequence, 0),
    String(part.backward_steps),
    String(part.without_timestamp),
  ];
  const header = ['', 'step', 'longest gap', 'sequences', 'longest', 'backwards', 'without time'];
  return formatColumns([header, ...parts.map(row), ...(parts.length > 1 ? [row(whole)] : [])]);
}

function collectNotes(
  { whole }: DatasetStatistics,
  { duplicates, pictures, empty_parts }: DatasetFindings,
): string[] {
  const lines = empty_parts.map(
    (part) => `${part}: has no rows and was left out; if its recording was killed, remove it`,
  );
  if (duplicates > 0) {
    lines.push(
      duplicates === 1 ? '1 image is a copy of another' : `${duplicates} images are copies of others`,
    );
  }
  if (whole.count > 1 && whole.longest_sequence === 1) {
    lines.push(
      `no image follows another within ${MAX_STEP_S} s, so each one starts a sequence: ` +
        'are the timestamps in seconds and the rows in order?',
    );
  }
  if (whole.standing > 0)
    lines.push(
      `the car is stopped in ${whole.standing} ${whole.standing === 1 ? 'image' : 'images'} (v = 0)`,
    );
  for (const { part, unlabelled, others, same_order } of pictures) {
    if (unlabelled > 0)
      lines.push(`${part}: ${unlabelled} ${unlabelled === 1 ? 'image has' : 'images have'} no row`);
    if (others.length > 0) lines.push(`${part}: ${others.slice(0, 3).join(', ')} is not an image of it`);
    if (!same_order) {
      lines.push(
        `${part}: loaders that pair images and rows by their order (DeepLearningStudio) read other labels`,
      );
    }
  }
  return lines;
}
