import path from 'node:path';

/** Folder of the package: `brains`, `config`, `models` and `launch` lie in it. Two levels above this
 *  file both in the sources (src/config) and when compiled (dist/config). */
export const PACKAGE_ROOT = path.resolve(__dirname, '..', '..');
