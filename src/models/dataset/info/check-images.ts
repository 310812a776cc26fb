import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../../errors';
import type { Dataset, DatasetPart } from '../dataset';
import { LABELS_FILE } from '../layout';

/** Files of a part besides its labelled images. */
export interface PartFiles {
  readonly part: string;
  /** Images without a row. */
  readonly unlabelled: number;
  /** Files that are neither images nor labels. */
  readonly others: readonly string[];
  /** Whether loaders that pair images and rows by order read the same labels. */
  readonly same_order: boolean;
}

/** Looks for files that mislead loaders which pair images and rows by order, as DeepLearningStudio's do. */
export async function inspectParts(dataset: Dataset): Promise<PartFiles[]> {
  const parts: PartFiles[] = [];
  for (const part of dataset.parts) parts.push(await inspectPart(dataset, part));
  return parts;
}

async function inspectPart(dataset: Dataset, part: DatasetPart): Promise<PartFiles> {
  const labelled = dataset.samples.slice(part.first, part.first + part.count).map(({ image }) => image);
  if (!part.labels.includes(path.join(part.folder, LABELS_FILE))) {
    // Loaders that pair by order do not read the layouts of other programs.
    return { part: part.name, unlabelled: 0, others: [], same_order: true };
  }
  const files = (await readdir(part.folder)).filter((name) => !name.startsWith('.') && name !== LABELS_FILE);
  const images = files.filter((name) => name.endsWith('.png'));
  const known = new Set(labelled);
  const numbered = images
    .map((name) => ({ file: path.join(part.folder, name), number: Number(name.slice(0, -4)) }))
    .sort((a, b) => a.number - b.number);
  return {
    part: part.name,
    unlabelled: numbered.filter(({ file }) => !known.has(file)).length,
    others: files.filter((name) => !name.endsWith('.png')).sort(),
    same_order:
      numbered.length === labelled.length &&
      numbered.every(({ file, number }, i) => file === labelled[i] && Number.isInteger(number)),
  };
}

/** Number of images that are identical to an earlier one: from a frozen camera, or deliberate copies. */
export async function countDuplicates(dataset: Dataset): Promise<number> {
  const bySize = new Map<number, string[]>();
  for (const { image } of dataset.samples) {
    const { size } = await stat(image);
    bySize.set(size, [...(bySize.get(size) ?? []), image]);
  }
  let duplicates = 0;
  for (const images of bySize.values()) {
    if (images.length < 2) continue;
    const seen = new Set<string>();
    for (const image of images) {
      seen.add(
        createHash('sha1')
          .update(await readFile(image))
          .digest('hex'),
      );
    }
    duplicates += images.length - seen.size;
  }
  return duplicates;
}

const CONCURRENCY = 4;
const MAX_LISTED = 5;

/** Reads every image.
 *  @throws ConfigurationError that names the first unreadable image and how many there are */
export async function checkImages(
  dataset: Dataset,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const total = dataset.samples.length;
  const problems: string[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < total && !signal.aborted) {
      await dataset.frame(next++).catch((error: unknown) => {
        if (!(error instanceof ConfigurationError)) throw error;
        problems.push(messageOf(error));
      });
      onProgress(++done, total);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  const [first, ...others] = problems.sort();
  if (first === undefined) return;
  const also = others
    .slice(0, MAX_LISTED)
    .map((problem) => path.basename(problem.split(':')[0]!))
    .join(', ');
  throw new ConfigurationError(
    others.length === 0
      ? first
      : `${first}; ${problems.length} of ${total} images are unreadable, also ${also}${others.length > MAX_LISTED ? ' ...' : ''}`,
  );
}
