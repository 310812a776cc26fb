import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the build reads, as in CMakeLists.txt. */
const SOURCES = [
  'assembly',
  'msg',
  'package-lock.json',
  'package.json',
  path.join('ros', 'msgs'),
  'scripts',
  'src',
  'srv',
  'tsconfig.json',
];
/** Made by the build itself. */
const GENERATED = path.join('src', 'messages', 'generated');
/** The last file that the build writes. */
const STAMP = path.join('dist', 'build.stamp');

/** Whether dist/ was built since the last change of a source; of a removed one, its folder tells. */
export function isBuilt(root: string): boolean {
  const built_ms = changed_ms(path.join(root, STAMP));
  if (built_ms === null) return false;
  const isOlder = (name: string): boolean => {
    const file = path.join(root, name);
    if (name === GENERATED) return true;
    const source_ms = changed_ms(file);
    if (source_ms === null) return true;
    if (source_ms > built_ms) return false;
    return (
      !statSync(file).isDirectory() || readdirSync(file).every((entry) => isOlder(path.join(name, entry)))
    );
  };
  return SOURCES.every(isOlder);
}

/** When a file or folder was written; null where there is none. */
function changed_ms(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
