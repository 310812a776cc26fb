import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelCard } from '../../config/model-card';
import { ConfigurationError } from '../../errors';
import { Dataset } from '../dataset/dataset';
import { LABELS_FILE } from '../dataset/layout';
import type { CalibrationSet } from './strategy';

/** Fewer pictures show nothing of what a network sees. */
export const LEAST_FRAMES = 8;

/** With fewer, ranges and distances are rough. */
export const ENOUGH_FRAMES = 50;

/** Frames of a row that a network with memory is shown. */
const SECTION_FRAMES = 50;

export const RECORD_COMMAND = 'f1-brain dataset record calibration --frames 500';

/**
 * Pictures of a dataset, spread evenly over it: one by one, or for a network with memory in rows of successive
 * ones.
 * @param limit how many pictures at most
 * @throws ConfigurationError when the dataset cannot be read or holds fewer than 8 pictures
 */
export async function openCalibrationSet(
  folder: string,
  card: ModelCard,
  limit: number,
): Promise<CalibrationSet> {
  const dataset = await Dataset.open(folder);
  const count = dataset.samples.length;
  if (count < LEAST_FRAMES) {
    throw new ConfigurationError(
      `${folder}: holds ${count} ${count === 1 ? 'picture' : 'pictures'}; calibration needs ${LEAST_FRAMES} at ` +
        `least, some hundred to be good: record them with \`${RECORD_COMMAND}\``,
    );
  }
  const hasMemory = card.input.frames > 1 || card.states.length > 0;
  const indices = spread(count, Math.min(limit, count), hasMemory ? SECTION_FRAMES : 1);
  return {
    folder,
    size: indices.length,
    labels_sha256: labelsOf(dataset),
    frame: (index) => dataset.frame(indices[index]!),
    startsSequence: (index) =>
      index === 0 || indices[index] !== indices[index - 1]! + 1 || dataset.startsSequence(indices[index]!),
  };
}

/** Indices of `wanted` of `count` samples, each once, in rows of `row`, the rows evenly spread. */
export function spread(count: number, wanted: number, row: number): number[] {
  if (wanted >= count) return Array.from({ length: count }, (_, i) => i);
  // Rows that overlapped would show the same pictures twice; the last one is shorter where they do not go in whole.
  const stride = Math.max(row, count / Math.ceil(wanted / row));
  return Array.from({ length: wanted }, (_, i) => Math.floor(Math.floor(i / row) * stride) + (i % row));
}

/** sha256 of the label files, one after the other in the order of the dataset's parts. */
function labelsOf({ parts }: Dataset): string {
  const hash = createHash('sha256');
  for (const { folder } of parts) hash.update(readFileSync(path.join(folder, LABELS_FILE)));
  return hash.digest('hex');
}
