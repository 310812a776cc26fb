import { existsSync, realpathSync, statSync } from 'node:fs';
import { ConfigurationError, messageOf } from '../../../errors';
import { type FolderEntry, walkFolders } from '../../../support/walk-folders';

/** Maximum depth of the search; a folder of experiments contains folders of runs. */
const MAX_DEPTH = 6;
const MAX_BAGS = 2000;

/**
 * Finds the bags at some paths: files as given, folders recursively and through symbolic links. Sorted within each path,
 * each bag once. A broken link is listed too, so that reading it reports the error.
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
    for (const file of found) bags.set(existsSync(file) ? realpathSync(file) : file, file);
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
    return statSync(given).isDirectory() ? search(given) : [given];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'no such file or folder' : messageOf(error);
    throw new ConfigurationError(`${given}: ${why}; pass bags or folders of runs`, { cause: error });
  }
}

function search(root: string): string[] {
  return walkFolders(root, {
    maxDepth: MAX_DEPTH,
    compare: (a, b) => a.localeCompare(b, 'en', { numeric: true }),
    isSkipped: (name) => /^(\.|node_modules$)/.test(name),
    visit: (_, entries) => ({
      found: entries.filter((entry) => isBag(entry, entries)).map((entry) => entry.path),
      descend: true,
    }),
  });
}

function isBag({ name, kind }: FolderEntry, entries: readonly FolderEntry[]): boolean {
  if (kind === 'broken') return !name.startsWith('.');
  return kind === 'file' && name.endsWith('.bag') && !isReindexBackup(name, entries);
}

/** Whether a bag is the backup NAME.orig.bag that rosbag reindex leaves beside NAME.bag. */
function isReindexBackup(name: string, entries: readonly { name: string }[]): boolean {
  const repaired = name.replace(/\.orig\.bag$/, '.bag');
  return repaired !== name && entries.some((entry) => entry.name === repaired);
}
