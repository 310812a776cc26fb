import { spawnSync } from 'node:child_process';

/** The commit of a checkout, for the renderer decides over the images too: with `-dirty` where one of the paths holds
 *  changed or new files that no commit has, null outside of a checkout. */
export function revisionOf(folder: string, paths: readonly string[]): string | null {
  const commit = git(folder, 'rev-parse', '--short', 'HEAD');
  if (commit === null) return null;
  return git(folder, 'status', '--porcelain', '--', ...paths) === '' ? commit : `${commit}-dirty`;
}

function git(folder: string, ...words: string[]): string | null {
  const { status, stdout } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
