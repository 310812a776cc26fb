import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import type { Frame, Stamp } from '../../types';
import { findParts } from './find-parts';
import { parseLabels } from './label-file';
import { LABELS_FILE, LONGEST_STEP_S, PICTURE_HEIGHT, PICTURE_WIDTH } from './layout';
import { readPicture } from './picture';
import { PictureFinder } from './picture-finder';

/** A picture with the command that answers it. */
export interface Sample {
  /** Absolute path of the picture. */
  readonly image: string;
  /** As the label file has it. */
  readonly name: string;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Seconds on whatever clock the recording had; null where nobody wrote it down. */
  readonly timestamp: number | null;
}

/** Samples of one folder, in most datasets one circuit. */
export interface DatasetPart {
  /** Path of the folder from that of the dataset; its own name where it is the same. */
  readonly name: string;
  readonly folder: string;
  /** Index of its first sample among all of the dataset. */
  readonly first: number;
  readonly count: number;
}

/**
 * Labelled pictures in DeepLearningStudio's layout: a folder of `N.png` and `data.csv`, or a folder of such
 * folders. Labels and the presence of pictures are checked at once, the pictures when they are read.
 */
export class Dataset {
  readonly folder: string;
  readonly parts: readonly DatasetPart[];
  readonly samples: readonly Sample[];
  readonly #begins: ReadonlySet<number>;

  private constructor(folder: string, parts: readonly DatasetPart[], samples: readonly Sample[]) {
    this.folder = folder;
    this.parts = parts;
    this.samples = samples;
    this.#begins = new Set(parts.map(({ first }) => first));
  }

  /** @throws ConfigurationError in one line that names file, line and column */
  static async open(folder: string): Promise<Dataset> {
    const root = path.resolve(folder);
    const parts: DatasetPart[] = [];
    const samples: Sample[] = [];
    for (const part of await findParts(root)) {
      const found = await samplesOf(part);
      parts.push({
        name: path.relative(root, part) || path.basename(root),
        folder: part,
        first: samples.length,
        count: found.length,
      });
      for (const sample of found) samples.push(sample);
    }
    return new Dataset(root, parts, samples);
  }

  /** The picture of a sample as rgb8.
   *  @throws ConfigurationError in one line that names the file */
  async frame(index: number): Promise<Frame> {
    const sample = this.samples[index];
    if (sample === undefined) throw new RangeError(`sample ${index} of ${this.samples.length}`);
    return {
      width: PICTURE_WIDTH,
      height: PICTURE_HEIGHT,
      step: 3 * PICTURE_WIDTH,
      encoding: 'rgb8',
      data: await readPicture(sample.image),
      sequence: index + 1,
      stamp: sample.timestamp === null || sample.timestamp < 0 ? null : stampOf(sample.timestamp),
      arrival_ms: performance.now(),
    };
  }

  /** Whether a sample follows none: the first of a part, or the time jumps back or by more than 0.25 s.
   *  Without timestamps only the first does. */
  startsSequence(index: number): boolean {
    if (this.#begins.has(index)) return true;
    const [before, now] = [this.samples[index - 1]?.timestamp, this.samples[index]?.timestamp];
    if (before == null || now == null) return false;
    return now < before || now - before > LONGEST_STEP_S;
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

async function samplesOf(folder: string): Promise<Sample[]> {
  const file = path.join(folder, LABELS_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  });
  const rows = parseLabels(text, file);
  if (rows.length === 0) {
    throw new ConfigurationError(`${file}: holds no rows: the dataset is empty; record one (dataset record)`);
  }
  const pictures = await PictureFinder.find(rows, folder, file);
  return rows.map(({ imageName, v_mps, w_radps, timestamp }, i) => ({
    image: pictures[i]!,
    name: imageName,
    v_mps,
    w_radps,
    timestamp,
  }));
}

function stampOf(seconds: number): Stamp {
  const sec = Math.floor(seconds);
  return { sec, nsec: Math.min(999_999_999, Math.round((seconds - sec) * 1e9)) };
}
