import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../../errors';
import type { Dataset, DatasetPart } from '../dataset';

/** What else lies beside the labelled pictures of a part. */
export interface PartPictures {
  readonly part: string;
  /** Pictures that no row names. */
  readonly unlabelled: number;
  /** Files that are neither pictures nor the labels. */
  readonly others: readonly string[];
  /** Whether loaders that pair pictures and rows by their order read the same labels. */
  readonly same_order: boolean;
}

/** Looks for what misleads loaders that go by the order of the files, as DeepLearningStudio's do. */
export async function picturesOf(dataset: Dataset): Promise<PartPictures[]> {
  const parts: PartPictures[] = [];
  for (const part of dataset.parts) parts.push(await partPictures(dataset, part));
  return parts;
}

async function partPictures(dataset: Dataset, part: DatasetPart): Promise<PartPictures> {
  const labelled = dataset.samples.slice(part.first, part.first + part.count).map(({ image }) => image);
  const files = (await readdir(part.folder)).filter((name) => !name.startsWith('.') && name !== 'data.csv');
  const pictures = files.filter((name) => name.endsWith('.png'));
  const known = new Set(labelled);
  const numbered = pictures
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

/** Pictures whose files hold the same bytes as an earlier one: frozen cameras, or copies made on purpose. */
export async function duplicatesOf(dataset: Dataset): Promise<number> {
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

const AT_ONCE = 4;
const LISTED = 5;

/** Reads every picture. @throws ConfigurationError that names the first that cannot be read, and how many */
export async function checkPictures(
  dataset: Dataset,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const total = dataset.samples.length;
  const complaints: string[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < total && !signal.aborted) {
      await dataset.frame(next++).catch((error: unknown) => {
        if (!(error instanceof ConfigurationError)) throw error;
        complaints.push(messageOf(error));
      });
      onProgress(++done, total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const [first, ...others] = complaints.sort();
  if (first === undefined) return;
  const also = others
    .slice(0, LISTED)
    .map((complaint) => path.basename(complaint.split(':')[0]!))
    .join(', ');
  throw new ConfigurationError(
    others.length === 0
      ? first
      : `${first}; ${complaints.length} of ${total} pictures are bad, also ${also}${others.length > LISTED ? ' ...' : ''}`,
  );
}
