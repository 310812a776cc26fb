import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

/** Puts a tree into a folder as hard links, or as a copy where the folder is on another file system. */
export function linkOrCopy(tree: string, folder: string): void {
  try {
    execFileSync('cp', ['-al', tree, folder], { stdio: 'pipe' });
  } catch {
    rmSync(path.join(folder, path.basename(tree)), { recursive: true, force: true });
    execFileSync('cp', ['-a', tree, folder], { stdio: 'pipe' });
  }
}
