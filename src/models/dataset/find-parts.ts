import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { LABELS_FILE } from './layout';

/** Depth of the search; published datasets have parts up to two folders deep. */
const MAX_DEPTH = 3;

/** Finds the folders with a label file: the dataset folder itself, else those below it, ordered by name.
 *  @throws ConfigurationError if there is none */
export async function findParts(folder: string): Promise<string[]> {
  const entries = await listEntries(folder);
  const parts = await search(folder, entries, MAX_DEPTH);
  if (parts.length === 0) {
    const images = entries.filter(({ name }) => name.endsWith('.png')).length;
    const found = images > 0 ? ` beside its ${images} images` : ', nor in a folder below it';
    throw new ConfigurationError(`${folder}: is not a dataset: there is no ${LABELS_FILE} in it${found}`);
  }
  return parts;
}

function listEntries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT'
        ? 'no such dataset folder'
        : error.code === 'ENOTDIR'
          ? `is a file; pass the folder that contains ${LABELS_FILE}`
          : `cannot be read (${messageOf(error)})`;
    throw new ConfigurationError(`${folder}: ${why}`, { cause: error });
  });
}

async function search(folder: string, entries: readonly Dirent[], depth: number): Promise<string[]> {
  if (entries.some((entry) => entry.name === LABELS_FILE && !entry.isDirectory())) return [folder];
  if (depth === 0) return [];
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  const found: string[] = [];
  for (const name of below) {
    const child = path.join(folder, name);
    found.push(...(await search(child, await listEntries(child), depth - 1)));
  }
  return found;
}
