import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** What is in a folder and below: time of change and SHA-256 of each file, by its name; of folders the time alone. */
export function contentOf(folder: string): ReadonlyMap<string, readonly (string | number)[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    ['.', ...names].map((name) => {
      const file = path.join(folder, name);
      const stat = statSync(file);
      const content = stat.isFile() ? [createHash('sha256').update(readFileSync(file)).digest('hex')] : [];
      return [name, [stat.mtimeMs, ...content]];
    }),
  );
}
