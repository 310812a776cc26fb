import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..');

/** For tests of threads and processes, which run what is in dist: an old build would leave them waiting.
 *  @throws Error where dist is missing, or older than a source */
export function requireBuild(dist = path.join(ROOT, 'dist'), sources = path.join(ROOT, 'src')): void {
  const built = statSync(path.join(dist, 'build.stamp'), { throwIfNoEntry: false });
  if (built === undefined) throw new Error(`${dist}: there is no build; run npm run build`);
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  const newer = files.find((file) => {
    const stats = statSync(path.join(sources, file));
    return stats.isFile() && stats.mtimeMs > built.mtimeMs;
  });
  if (newer !== undefined) throw new Error(`${dist}: is older than src/${newer}; run npm run build`);
}
