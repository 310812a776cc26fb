import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Paths of files that belong together, under the first number that all of them are free with: NAME.EXT,
 * NAME-2.EXT and so on.
 * @param files their names without a number
 * @param taken paths that are not free though no file is there
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
