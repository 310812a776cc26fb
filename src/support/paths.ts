import path from 'node:path';

/** Folder of the package: `brains`, `config`, `models` and `launch` lie in it. Two levels above this
 *  file both in the sources (src/support) and when compiled (dist/support). */
export const PACKAGE_ROOT = path.resolve(__dirname, '..', '..');

/** What the build made, whether the sources or their compiled form run: threads, child processes and WebAssembly. */
export function builtFile(...parts: readonly string[]): string {
  return path.join(PACKAGE_ROOT, 'dist', ...parts);
}
