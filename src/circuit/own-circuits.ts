import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders of a user's circuits: `circuits` in the current folder, and those of F1_BRAIN_CIRCUITS with colons between
 *  them, for a node whose current folder is another. */
export function ownCircuitFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const more = (environment.F1_BRAIN_CIRCUITS ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return ['circuits', ...more].map((folder) => path.resolve(folder));
}

/** Circuit files of a user by name, which is that of the file; of two with one name the first. */
export function ownCircuits(folders: readonly string[] = ownCircuitFolders()): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort()) {
      const { name, ext } = path.parse(file);
      if (/^\.ya?ml$/.test(ext) && !found.has(name)) found.set(name, path.join(folder, file));
    }
  }
  return found;
}
