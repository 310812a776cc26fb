import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { LABELS_FILE } from './layout';

/** Published datasets have their parts up to two folders deep. */
const DEEPEST = 3;

/** The folders of a dataset that hold a label file: this one, else those below it, in the order of their names.
 *  @throws ConfigurationError where there is none */
export async function findParts(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const parts = await search(folder, entries, DEEPEST);
  if (parts.length === 0) {
    const pictures = entries.filter(({ name }) => name.endsWith('.png')).length;
    const found = pictures > 0 ? ` beside its ${pictures} pictures` : ', nor in a folder below it';
    throw new ConfigurationError(`${folder}: is no dataset: there is no ${LABELS_FILE} in it${found}`);
  }
  return parts;
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT'
        ? 'no such dataset folder'
        : error.code === 'ENOTDIR'
          ? `is a file; name the folder that holds ${LABELS_FILE}`
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
    found.push(...(await search(child, await entriesOf(child), depth - 1)));
  }
  return found;
}
