import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ModelCard } from '../../config/model-card';
import { ConfigurationError } from '../../errors';
import { Dataset } from '../dataset/dataset';
import type { LabelUnits } from '../dataset/label-units';
import { spreadIndices, spreadOverSteering } from '../dataset/spread-samples';
import { type CalibrationSet, MIN_CALIBRATION_FRAMES } from './strategy';

/** With fewer images, ranges and distances are rough. */
export const RECOMMENDED_FRAMES = 50;

/** Length of the sequences of successive frames for a network with memory. */
const SECTION_FRAMES = 50;

export const RECORD_COMMAND = 'f1-brain dataset record calibration --frames 500 --spread steering';

/**
 * Opens a dataset as a calibration set: single images, half of them spread evenly over it and half over its steering,
 * or sequences of successive images for a network with memory. Without the tightest bends the ranges of the last layers
 * are too small, and the network clips its steering there.
 * @param limit maximum number of images
 * @throws ConfigurationError when the dataset cannot be read or contains fewer than 8 images
 */
export async function openCalibrationSet(
  folder: string,
  card: ModelCard,
  limit: number,
  units?: LabelUnits,
): Promise<CalibrationSet> {
  const dataset = await Dataset.open(folder, units);
  const count = dataset.samples.length;
  if (count < MIN_CALIBRATION_FRAMES) {
    throw new ConfigurationError(
      `${folder}: contains ${count} ${count === 1 ? 'image' : 'images'}; calibration needs at least ` +
        `${MIN_CALIBRATION_FRAMES}, better several hundred: record them with \`${RECORD_COMMAND}\``,
    );
  }
  const hasMemory = card.input.frames > 1 || card.states.length > 0;
  const wanted = Math.min(limit, count);
  const steering = dataset.samples.map(({ w_radps }) => w_radps);
  const indices = hasMemory
    ? spreadIndices(count, wanted, SECTION_FRAMES)
    : spreadOverSteering(steering, wanted);
  return {
    folder,
    size: indices.length,
    assumptions: dataset.assumptions,
    labels_sha256: hashLabels(dataset),
    frame: (index) => dataset.frame(indices[index]!),
    startsSequence: (index) =>
      index === 0 || indices[index] !== indices[index - 1]! + 1 || dataset.startsSequence(indices[index]!),
  };
}

/** sha256 of the label files, concatenated in the order of the dataset's parts. */
export function hashLabels({ parts }: Dataset): string {
  const hash = createHash('sha256');
  for (const file of parts.flatMap(({ labels }) => labels)) hash.update(readFileSync(file));
  return hash.digest('hex');
}
