import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** What a folder holds, seen through symbolic links. */
export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  /** `broken`: a link to nothing, or in a circle. */
  readonly kind: 'folder' | 'file' | 'broken';
  readonly isLink: boolean;
}

export interface Walk<T> {
  /** How many folders deep; 0 is the root alone. */
  readonly maxDepth: number;
  /** Order of names. Default: by code units. */
  readonly compare?: (a: string, b: string) => number;
  /** Folders that are not entered. */
  readonly isSkipped: (name: string) => boolean;
  /** What a folder contributes, and whether the folders in it are walked too. */
  readonly visit: (folder: string, entries: readonly FolderEntry[]) => Visit<T>;
}

export interface Visit<T> {
  readonly found: readonly T[];
  readonly descend: boolean;
}

/**
 * Walks a folder and those in it, through symbolic links too, in the order of their names. Each folder is entered once,
 * however many links lead to it, and under its own name rather than that of a link.
 * @throws the error of the file system for a folder that cannot be listed
 */
export function walkFolders<T>(root: string, walk: Walk<T>): T[] {
  const entered = new Set<string>();
  const enter = (folder: string, depth: number): T[] => {
    const real = realpathSync(folder);
    if (entered.has(real)) return [];
    entered.add(real);
    const entries = listFolder(folder, walk.compare);
    const { found, descend } = walk.visit(folder, entries);
    if (!descend || depth >= walk.maxDepth) return [...found];
    const folders = entries.filter(({ kind, name }) => kind === 'folder' && !walk.isSkipped(name));
    const below = new Map<FolderEntry, T[]>();
    for (const isLink of [false, true]) {
      for (const entry of folders) {
        if (entry.isLink === isLink) below.set(entry, enter(entry.path, depth + 1));
      }
    }
    return [...found, ...folders.flatMap((entry) => below.get(entry)!)];
  };
  return enter(root, 0);
}

function listFolder(folder: string, compare?: (a: string, b: string) => number): FolderEntry[] {
  const byName = compare ?? ((a, b) => (a < b ? -1 : 1));
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => byName(a.name, b.name))
    .map((entry) => {
      const target = path.join(folder, entry.name);
      const isLink = entry.isSymbolicLink();
      return {
        name: entry.name,
        path: target,
        kind: isLink ? kindOf(target) : entry.isDirectory() ? 'folder' : 'file',
        isLink,
      };
    });
}

function kindOf(link: string): FolderEntry['kind'] {
  try {
    return statSync(link).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'broken';
  }
}
