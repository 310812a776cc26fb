import path from 'node:path';
import { ConfigurationError } from '../../../errors';
import { extremeCopies } from '../../../image/augment';
import type { Command } from '../../../types';
import type { Dataset, DatasetPart } from '../dataset';
import { PartWriters } from '../part-writers';
import type { DatasetWriter } from '../writer';
import { type AugmentChoice, createVariants, type Variant } from './variants';

export interface AugmentPlan extends AugmentChoice {
  readonly from: Dataset;
  readonly to: string;
  /** Whether to repeat images with |w| > 1 rad/s five times and those with |w| > 2 rad/s ten times. */
  readonly extreme: boolean;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

export interface AugmentCounts {
  readonly read: number;
  readonly written: number;
  /** False if the signal ended it. */
  readonly complete: boolean;
  /** Number of written images by variant. */
  readonly variants: Readonly<Record<string, number>>;
}

const MAX_COPIES = 10;
/** Gap between two variants of a part, in dataset time. */
const GAP_S = 10;
/** Time between images of a dataset without timestamps: 20 Hz, as the camera of the car. */
const STEP_S = 0.05;

/** Augments a dataset: writes its images and every chosen variant of each of them, in the same parts. The same
 *  seed gives the same bytes.
 *  @throws ConfigurationError for an unreadable image, or a target folder that cannot be used */
export async function augmentDataset(plan: AugmentPlan): Promise<AugmentCounts> {
  const dataset = plan.from;
  const to = path.resolve(plan.to);
  requireSeparate(dataset.folder, to);
  const variants = createVariants(dataset, plan, plan.seed);
  const copies = (command: Command) => (plan.extreme ? extremeCopies(command) : 1);
  const total = dataset.samples.reduce((sum, sample) => sum + copies(sample) * variants.length, 0);
  const { parts } = dataset;
  const isOneFolder = parts.length === 1 && parts[0]!.folder === dataset.folder;
  const nameOf = ({ name }: DatasetPart) => (isOneFolder ? '' : name);
  const writers = await PartWriters.open(to, parts.map(nameOf));
  const counts: Record<string, number> = {};
  let written = 0;
  try {
    for (const part of parts) {
      const times = readTimes(dataset, part);
      const clock = computeOffset(times);
      let offset_s = 0;
      for (const variant of variants) {
        for (let pass = 0; pass < MAX_COPIES; pass++) {
          const wanted = listIndices(part).filter((index) => copies(dataset.samples[index]!) > pass);
          for (const index of wanted) {
            if (plan.signal.aborted) break;
            const timestamp_s = times[index - part.first]! + offset_s;
            await writeVariant(writers.get(nameOf(part)), dataset, index, variant, pass, timestamp_s);
            counts[variant.name] = (counts[variant.name] ?? 0) + 1;
            written++;
            plan.onProgress(written, total, `${part.name}, ${variant.name}`);
          }
          offset_s += clock;
        }
      }
    }
  } catch (error) {
    if (written === 0 || !(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(
      `${error.message} (${to} contains what was written before; remove it before you try again)`,
      { cause: error },
    );
  } finally {
    const { mirror, noise, affine, brightness, weather, extreme, seed } = plan;
    await writers.finish({
      kind: 'augmented',
      of: path.basename(dataset.folder),
      ...{ mirror, noise, affine, brightness, weather, extreme, seed },
      complete: written === total,
    });
  }
  return { read: dataset.samples.length, written, complete: written === total, variants: counts };
}

async function writeVariant(
  writer: DatasetWriter,
  dataset: Dataset,
  index: number,
  variant: Variant,
  pass: number,
  timestamp_s: number,
): Promise<void> {
  const sample = dataset.samples[index]!;
  const label = variant.label(sample);
  const isPng = sample.image.endsWith('.png');
  // A file that was read in the first pass needs no second check.
  if (variant.isCopy && isPng && pass > 0) return writer.copy(sample.image, label, timestamp_s);
  const frame = await dataset.frame(index);
  if (variant.isCopy && isPng) return writer.copy(sample.image, label, timestamp_s);
  return writer.add(variant.apply(frame, index, pass), label, timestamp_s);
}

function listIndices({ first, count }: DatasetPart): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Timestamps of the images of a part; if some are missing, synthetic ones with the same sequences, so that the
 *  variants stay separate. */
function readTimes(dataset: Dataset, { first, count }: DatasetPart): number[] {
  const known = dataset.samples.slice(first, first + count).map(({ timestamp }) => timestamp);
  if (known.every((time) => time !== null)) return known;
  const times = [0];
  for (let i = 1; i < count; i++) {
    times.push(times[i - 1]! + (dataset.startsSequence(first + i) ? GAP_S : STEP_S));
  }
  return times;
}

/** Time offset from one variant to the next, so that no sequence continues across variants. */
function computeOffset(times: readonly number[]): number {
  const low = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const high = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  return Math.ceil(high - low) + GAP_S;
}

function requireSeparate(from: string, to: string): void {
  const within = (inner: string, outer: string) => {
    const relative = path.relative(outer, inner);
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  };
  if (within(to, from) || within(from, to)) {
    throw new ConfigurationError(
      `${to}: is inside the source dataset, or contains it; choose a folder beside it`,
    );
  }
}
