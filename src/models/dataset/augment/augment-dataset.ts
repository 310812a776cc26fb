import path from 'node:path';
import { ConfigurationError } from '../../../errors';
import { extremeCopies } from '../../../image/augment';
import type { Command } from '../../../types';
import { Dataset, type DatasetPart } from '../dataset';
import { PartWriters } from '../part-writers';
import type { DatasetWriter } from '../writer';
import { type AugmentChoice, type Variant, variantsOf } from './variants';

export interface AugmentPlan extends AugmentChoice {
  readonly from: string;
  readonly to: string;
  /** Repeats pictures with |w| > 1 rad/s until they stand five times, with |w| > 2 rad/s ten times. */
  readonly extreme: boolean;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

export interface AugmentCounts {
  readonly read: number;
  readonly written: number;
  /** False where the signal ended it. */
  readonly complete: boolean;
  /** Pictures by what was made of them. */
  readonly variants: Readonly<Record<string, number>>;
}

const MOST_COPIES = 10;
/** Between two variants of a part, on the dataset's clock. */
const GAP_S = 10;
/** Between pictures of a dataset without times: 20 a second, as the car's camera. */
const STEP_S = 0.05;

/** Makes a larger dataset of one: its pictures, and each of them in every way that was chosen, in the same parts.
 *  The same seed gives the same bytes. @throws ConfigurationError */
export async function augmentDataset(plan: AugmentPlan): Promise<AugmentCounts> {
  const dataset = await Dataset.open(plan.from);
  const to = path.resolve(plan.to);
  requireApart(dataset.folder, to);
  const variants = variantsOf(dataset, plan, plan.seed);
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
      const times = timesOf(dataset, part);
      const clock = clockOf(times);
      let offset_s = 0;
      for (const variant of variants) {
        for (let pass = 0; pass < MOST_COPIES; pass++) {
          const wanted = indicesOf(part).filter((index) => copies(dataset.samples[index]!) > pass);
          for (const index of wanted) {
            if (plan.signal.aborted) break;
            const timestamp_s = times[index - part.first]! + offset_s;
            await write(writers.of(nameOf(part)), dataset, index, variant, pass, timestamp_s);
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
      `${error.message} (${to} holds what was written before: remove it before another try)`,
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

async function write(
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
  // A repetition of a file that was read before needs no second look.
  if (variant.isCopy && isPng && pass > 0) return writer.copy(sample.image, label, timestamp_s);
  const frame = await dataset.frame(index);
  if (variant.isCopy && isPng) return writer.copy(sample.image, label, timestamp_s);
  return writer.add(variant.picture(frame, index, pass), label, timestamp_s);
}

function indicesOf({ first, count }: DatasetPart): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** When each picture of a part was taken; where some do not say, times of which the same sequences follow, so that
 *  one variant can be told from the next. */
function timesOf(dataset: Dataset, { first, count }: DatasetPart): number[] {
  const known = dataset.samples.slice(first, first + count).map(({ timestamp }) => timestamp);
  if (known.every((time) => time !== null)) return known;
  const times = [0];
  for (let i = 1; i < count; i++) {
    times.push(times[i - 1]! + (dataset.startsSequence(first + i) ? GAP_S : STEP_S));
  }
  return times;
}

/** Time to add from one variant to the next, so that none goes on where another ended. */
function clockOf(times: readonly number[]): number {
  const low = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const high = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  return Math.ceil(high - low) + GAP_S;
}

function requireApart(from: string, to: string): void {
  const within = (inner: string, outer: string) => {
    const way = path.relative(outer, inner);
    return !way.startsWith('..') && !path.isAbsolute(way);
  };
  if (within(to, from) || within(from, to)) {
    throw new ConfigurationError(
      `${to}: lies in the dataset that is read, or around it; name a folder beside it`,
    );
  }
}
