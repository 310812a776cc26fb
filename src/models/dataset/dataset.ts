import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import type { Frame, Stamp } from '../../types';
import { findParts } from './find-parts';
import { readImage } from './image-file';
import { ImageFinder } from './image-finder';
import { parseLabels } from './label-file';
import { IMAGE_HEIGHT, IMAGE_WIDTH, LABELS_FILE, MAX_STEP_S } from './layout';

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
  /** Index of its first sample in the dataset. */
  readonly first: number;
  readonly count: number;
}

/**
 * Labelled images in DeepLearningStudio's layout: a folder of `N.png` and `data.csv`, or a folder of such
 * folders. Labels and the presence of images are checked on opening, the images themselves when read.
 */
export class Dataset {
  readonly folder: string;
  readonly parts: readonly DatasetPart[];
  readonly samples: readonly Sample[];
  /** Parts without a row, such as those of a recording that was killed when it began; they are left out. */
  readonly emptyParts: readonly string[];
  readonly #begins: ReadonlySet<number>;

  private constructor(
    folder: string,
    parts: readonly DatasetPart[],
    samples: readonly Sample[],
    emptyParts: readonly string[],
  ) {
    this.folder = folder;
    this.parts = parts;
    this.samples = samples;
    this.emptyParts = emptyParts;
    this.#begins = new Set(parts.map(({ first }) => first));
  }

  /** @throws ConfigurationError in one line that names file, line and column */
  static async open(folder: string): Promise<Dataset> {
    const root = path.resolve(folder);
    const parts: DatasetPart[] = [];
    const samples: Sample[] = [];
    const emptyParts: string[] = [];
    const folders = findParts(root);
    for (const part of folders) {
      const found = await readSamples(part);
      const name = path.relative(root, part) || path.basename(root);
      if (found.length === 0) {
        emptyParts.push(name);
        continue;
      }
      parts.push({
        name,
        folder: part,
        first: samples.length,
        count: found.length,
      });
      for (const sample of found) samples.push(sample);
    }
    if (samples.length === 0) {
      const [first, ...others] = folders.map((part) => path.join(part, LABELS_FILE));
      const more = others.length > 0 ? `, nor have ${others.length} others` : '';
      throw new ConfigurationError(
        `${first}: has no rows${more}; record a dataset with f1-brain dataset record`,
      );
    }
    return new Dataset(root, parts, samples, emptyParts);
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
      data: await readImage(sample.image),
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

/** Reads the rows of a part; none of one whose recording was killed when it began. */
async function readSamples(folder: string): Promise<Sample[]> {
  const file = path.join(folder, LABELS_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  });
  const rows = text.trim() === '' ? [] : parseLabels(text, file);
  const images = await ImageFinder.find(rows, folder, file);
  return rows.map(({ imageName, v_mps, w_radps, timestamp }, i) => ({
    image: images[i]!,
    name: imageName,
    v_mps,
    w_radps,
    timestamp,
  }));
}

function toStamp(seconds: number): Stamp {
  const sec = Math.floor(seconds);
  return { sec, nsec: Math.min(999_999_999, Math.round((seconds - sec) * 1e9)) };
}
