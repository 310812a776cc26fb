import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../../errors';

/** Maximum depth of the search; a folder of experiments contains folders of runs. */
const MAX_DEPTH = 6;
const MAX_BAGS = 2000;

/**
 * Finds the bags at some paths: files as given, folders recursively. Sorted within each path, each bag once.
 * @throws ConfigurationError for a missing path, or one without a bag
 */
export function findBags(paths: readonly string[]): string[] {
  const bags = new Map<string, string>();
  for (const given of paths) {
    const found = listBags(given);
    if (found.length === 0) {
      throw new ConfigurationError(
        `${given}: contains no bag; pass bags, or folders of runs written by f1-brain lap or run`,
      );
    }
    for (const file of found) bags.set(realpathSync(file), file);
  }
  if (bags.size > MAX_BAGS) {
    throw new ConfigurationError(
      `${paths.join(', ')}: ${bags.size} bags exceed the limit of ${MAX_BAGS}; pass fewer folders`,
    );
  }
  return [...new Set(bags.values())];
}

function listBags(given: string): string[] {
  try {
    return statSync(given).isDirectory() ? search(given, 0) : [given];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'no such file or folder' : messageOf(error);
    throw new ConfigurationError(`${given}: ${why}; pass bags or folders of runs`, { cause: error });
  }
}

function search(folder: string, depth: number): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  const bags = entries
    .filter(
      (entry) => !entry.isDirectory() && entry.name.endsWith('.bag') && !isReindexBackup(entry.name, entries),
    )
    .map(({ name }) => path.join(folder, name));
  const folders = entries.filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name));
  return [
    ...bags,
    ...(depth >= MAX_DEPTH ? [] : folders.flatMap(({ name }) => search(path.join(folder, name), depth + 1))),
  ];
}

/** Whether a bag is the backup NAME.orig.bag that rosbag reindex leaves beside NAME.bag. */
function isReindexBackup(name: string, entries: readonly { name: string }[]): boolean {
  const repaired = name.replace(/\.orig\.bag$/, '.bag');
  return repaired !== name && entries.some((entry) => entry.name === repaired);
}
