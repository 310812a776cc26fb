import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What the compiler makes of a source, and the source's own ending. A file that is copied keeps its name. */
const OUTPUTS: readonly (readonly [output: RegExp, source: string])[] = [
  [/\.d\.ts$/, '.ts'],
  [/\.js$/, '.ts'],
  [/$/, ''],
];

/**
 * Removes what earlier builds left in `dist`: outputs whose source is gone, and folders that are empty then. A module
 * that was moved would otherwise still be found where it was.
 * @param made outputs that have no source of the same name in `src`, relative to `dist`
 * @returns what was removed, relative to `dist`
 */
export function removeStale(dist: string, src: string, made: readonly string[]): string[] {
  const kept = new Set(made.map((file) => path.normalize(file)));
  const removed: string[] = [];
  clean('');
  return removed;

  function clean(folder: string): void {
    for (const entry of readdirSync(path.join(dist, folder), { withFileTypes: true })) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) clean(name);
      else if (!kept.has(name) && !hasSource(name)) {
        rmSync(path.join(dist, name));
        removed.push(name);
      }
    }
    if (folder !== '' && readdirSync(path.join(dist, folder)).length === 0)
      rmdirSync(path.join(dist, folder));
  }

  function hasSource(output: string): boolean {
    return OUTPUTS.some(
      ([ending, source]) => ending.test(output) && existsSync(path.join(src, output.replace(ending, source))),
    );
  }
}
