import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../../errors';

/** A folder of experiments holds folders of runs; deeper than this nobody nests them. */
const DEEPEST = 6;
const MOST_BAGS = 2000;

/**
 * The bags below some paths: files as they are, folders searched. Sorted within each path, each bag once.
 * @throws ConfigurationError for a path that is not there, or holds no bag
 */
export function findBags(paths: readonly string[]): string[] {
  const bags = new Map<string, string>();
  for (const asked of paths) {
    const found = bagsBelow(asked);
    if (found.length === 0) {
      throw new ConfigurationError(
        `${asked}: holds no bag; name bags, or folders of runs as f1-brain lap and run leave them`,
      );
    }
    for (const file of found) bags.set(realpathSync(file), file);
  }
  if (bags.size > MOST_BAGS) {
    throw new ConfigurationError(
      `${paths.join(', ')}: ${bags.size} bags are more than ${MOST_BAGS}; name fewer folders`,
    );
  }
  return [...new Set(bags.values())];
}

function bagsBelow(asked: string): string[] {
  try {
    return statSync(asked).isDirectory() ? search(asked, 0) : [asked];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'no such file or folder' : messageOf(error);
    throw new ConfigurationError(`${asked}: ${why}; name bags or folders of runs`, { cause: error });
  }
}

function search(folder: string, depth: number): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  const bags = entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.bag') && !isCopy(entry.name, entries))
    .map(({ name }) => path.join(folder, name));
  const folders = entries.filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name));
  return [
    ...bags,
    ...(depth >= DEEPEST ? [] : folders.flatMap(({ name }) => search(path.join(folder, name), depth + 1))),
  ];
}

/** rosbag reindex leaves what it repaired as NAME.orig.bag beside NAME.bag. */
function isCopy(name: string, entries: readonly { name: string }[]): boolean {
  const repaired = name.replace(/\.orig\.bag$/, '.bag');
  return repaired !== name && entries.some((entry) => entry.name === repaired);
}
