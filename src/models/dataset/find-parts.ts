import { ConfigurationError, messageOf } from '../../errors';
import { type FolderEntry, walkFolders } from '../../support/walk-folders';
import { LABELS_FILE } from './layout';
import { type FoundPart, findLayout } from './layouts/find-layout';

/** Depth of the search; published datasets have parts up to two folders deep. */
const MAX_DEPTH = 3;

/** Finds the folders with labels in a layout that is known: the dataset folder itself, else those below it, ordered by name; through
 *  symbolic links too, each folder once.
 *  @throws ConfigurationError if there is none, or for a link to nothing */
export function findParts(folder: string): FoundPart[] {
  let images = 0;
  const visit = (at: string, entries: readonly FolderEntry[]) => {
    if (at === folder) images = entries.filter(({ name }) => name.endsWith('.png')).length;
    const found = findLayout(at, entries);
    const isPart = found.length > 0;
    const broken = entries.find(({ kind, name }) => kind === 'broken' && !name.startsWith('.'));
    if (!isPart && broken !== undefined) {
      throw new ConfigurationError(`${broken.path}: is a link to nothing; mend it, or remove it`);
    }
    return { found, descend: !isPart };
  };
  const isSkipped = (name: string) => name.startsWith('.');
  let parts: FoundPart[];
  try {
    parts = walkFolders(folder, { maxDepth: MAX_DEPTH, isSkipped, visit });
  } catch (error) {
    throw error instanceof ConfigurationError ? error : unreadable(folder, error as NodeJS.ErrnoException);
  }
  if (parts.length === 0) {
    const found = images > 0 ? ` beside its ${images} images` : ', nor in a folder below it';
    throw new ConfigurationError(`${folder}: is not a dataset: there is no ${LABELS_FILE} in it${found}`);
  }
  return parts;
}

function unreadable(folder: string, error: NodeJS.ErrnoException): ConfigurationError {
  const why =
    error.code === 'ENOENT'
      ? 'no such dataset folder'
      : error.code === 'ENOTDIR'
        ? `is a file; pass the folder that contains ${LABELS_FILE}`
        : `cannot be read (${messageOf(error)})`;
  return new ConfigurationError(`${error.path ?? folder}: ${why}`, { cause: error });
}
