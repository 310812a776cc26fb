import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Paths for files that belong together, with the first number that is free for all of them: NAME.EXT, NAME-2.EXT
 * and so on.
 * @param files names without a number
 * @param taken paths that are reserved although no file is there
 */
export function freeNames<T extends readonly string[]>(
  folder: string,
  files: T,
  taken: ReadonlySet<string> = new Set(),
): { [K in keyof T]: string } {
  const isTaken = (file: string) => taken.has(file) || existsSync(file);
  for (let number = 1; ; number++) {
    const numbered = files.map((file) => {
      const { name, ext } = path.parse(file);
      return path.join(folder, number === 1 ? file : `${name}-${number}${ext}`);
    });
    if (!numbered.some(isTaken)) return numbered as { [K in keyof T]: string };
  }
}
