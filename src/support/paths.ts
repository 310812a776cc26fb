import path from 'node:path';

/** Folder of the package, with `brains`, `config`, `models` and `launch`: two levels above this file in the sources
 *  (src/support) and when compiled (dist/support). */
export const PACKAGE_ROOT = path.resolve(__dirname, '..', '..');

/** A file in dist, for threads, child processes and WebAssembly; the same from the sources and when compiled. */
export function builtFile(...parts: readonly string[]): string {
  return path.join(PACKAGE_ROOT, 'dist', ...parts);
}
