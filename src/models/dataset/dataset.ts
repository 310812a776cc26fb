import path from 'node:path';
import { ConfigurationError } from '../../errors';
import type { Frame, Stamp } from '../../types';
import { findParts } from './find-parts';
import { readImage } from './image-file';
import { type LabelUnits, NO_UNITS } from './label-units';
import { IMAGE_HEIGHT, IMAGE_WIDTH, MAX_STEP_S } from './layout';
import type { FoundPart } from './layouts/find-layout';

/** An image with the command that answers it. */
export interface Sample {
  /** Absolute path of the image. */
  readonly image: string;
  /** Name in the label file. */
  readonly name: string;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Seconds on the clock of the recording; null if missing. */
  readonly timestamp: number | null;
}

/** Samples of one folder; in most datasets one circuit. */
export interface DatasetPart {
  /** Path of the folder relative to the dataset; the folder name if it is the dataset itself. */
  readonly name: string;
  readonly folder: string;
  /** The files with its labels. */
  readonly labels: readonly string[];
  /** Whether its images may have any size; they are stretched to that of our camera. */
  readonly anySize: boolean;
  /** Index of its first sample in the dataset. */
  readonly first: number;
  readonly count: number;
}

/**
 * Labelled images in DeepLearningStudio's layout (a folder of `N.png` and `data.csv`), in one of the layouts of other
 * programs, or a folder of such folders. Labels and the presence of images are checked on opening, the images themselves when read.
 */
export class Dataset {
  readonly folder: string;
  readonly parts: readonly DatasetPart[];
  readonly samples: readonly Sample[];
  /** Parts without a row, such as those of a recording that was killed when it began; they are left out. */
  readonly emptyParts: readonly string[];
  /** What was assumed about labels in the layouts of other programs, a line for each of their files. */
  readonly assumptions: readonly string[];
  readonly #begins: ReadonlySet<number>;

  private constructor(
    folder: string,
    parts: readonly DatasetPart[],
    samples: readonly Sample[],
    emptyParts: readonly string[],
    assumptions: readonly string[],
  ) {
    this.folder = folder;
    this.parts = parts;
    this.samples = samples;
    this.emptyParts = emptyParts;
    this.assumptions = assumptions;
    this.#begins = new Set(parts.map(({ first }) => first));
  }

  /** @param units of labels that are not in m/s and rad/s
   *  @throws ConfigurationError in one line that names file, line and column */
  static async open(folder: string, units: LabelUnits = NO_UNITS): Promise<Dataset> {
    const root = path.resolve(folder);
    const parts: DatasetPart[] = [];
    const samples: Sample[] = [];
    const emptyParts: string[] = [];
    const assumptions: string[] = [];
    const found = findParts(root);
    for (const part of found) {
      const { rows, assumed } = await part.read(part.folder, part.labels, units);
      const name = nameOf(part, root);
      if (rows.length === 0) {
        emptyParts.push(name);
        continue;
      }
      const { labels, anySize } = part;
      parts.push({ name, folder: part.folder, labels, anySize, first: samples.length, count: rows.length });
      for (const sample of rows) samples.push(sample);
      if (assumed !== null) assumptions.push(assumed);
    }
    if (samples.length === 0) {
      const [first, ...others] = found.map(({ labels }) => labels[0]);
      const more = others.length > 0 ? `, nor have ${others.length} others` : '';
      throw new ConfigurationError(
        `${first}: has no rows${more}; record a dataset with f1-brain dataset record`,
      );
    }
    return new Dataset(root, parts, samples, emptyParts, assumptions);
  }

  /** Reads the image of a sample as rgb8.
   *  @throws ConfigurationError in one line that names the file */
  async frame(index: number): Promise<Frame> {
    const sample = this.samples[index];
    if (sample === undefined) throw new RangeError(`sample ${index} of ${this.samples.length}`);
    return {
      width: IMAGE_WIDTH,
      height: IMAGE_HEIGHT,
      step: 3 * IMAGE_WIDTH,
      encoding: 'rgb8',
      data: await readImage(sample.image, { anySize: this.partOf(index).anySize }),
      sequence: index + 1,
      stamp: sample.timestamp === null || sample.timestamp < 0 ? null : toStamp(sample.timestamp),
      arrival_ms: performance.now(),
    };
  }

  /** Whether a sample starts a sequence: it is the first of a part, or its time is earlier than the previous one
   *  or more than 0.25 s later. Without timestamps, only the first sample of a part does. */
  startsSequence(index: number): boolean {
    if (this.#begins.has(index)) return true;
    const [before, now] = [this.samples[index - 1]?.timestamp, this.samples[index]?.timestamp];
    if (before == null || now == null) return false;
    return now < before || now - before > MAX_STEP_S;
  }

  /** Index of the first sample of the sequence that a sample belongs to. */
  sequenceOf(index: number): number {
    let first = index;
    while (!this.startsSequence(first)) first--;
    return first;
  }

  /** The part that a sample belongs to. */
  partOf(index: number): DatasetPart {
    return this.parts.findLast(({ first }) => first <= index)!;
  }
}

/** The folder within the dataset; the dataset's own name if it is one folder. */
function nameOf({ folder, suffix }: FoundPart, root: string): string {
  const inside = path.relative(root, folder);
  return path.join(inside, suffix ?? '').replace(/^\.$/, '') || path.basename(root);
}

function toStamp(seconds: number): Stamp {
  const sec = Math.floor(seconds);
  return { sec, nsec: Math.min(999_999_999, Math.round((seconds - sec) * 1e9)) };
}
