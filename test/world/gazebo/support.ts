import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-'));
}

/** Every file below a folder, by its path in it, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Text of the first element of this name, from `after` on. */
export function elementText(xml: string, name: string, after = ''): string {
  const from = after === '' ? 0 : xml.indexOf(after);
  const found = from < 0 ? null : new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml.slice(from));
  if (!found) throw new Error(`no <${name}> after '${after}'`);
  return found[1]!;
}

/** Numbers of a space-separated list. */
export function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}

/** Places of a COLLADA file's vertices, metres. */
export function positions(daeFile: string): [number, number, number][] {
  const text = readFileSync(daeFile, 'utf8');
  const flat = numbers(elementText(text, 'float_array', 'id="positions"'));
  return Array.from({ length: flat.length / 3 }, (_, i) => [
    flat[3 * i]!,
    flat[3 * i + 1]!,
    flat[3 * i + 2]!,
  ]);
}

/** Vertices of a COLLADA file's triangles. */
export function triangles(daeFile: string): [number, number, number][] {
  const places = numbers(elementText(readFileSync(daeFile, 'utf8'), 'p'));
  return Array.from({ length: places.length / 9 }, (_, i) => [
    places[9 * i]!,
    places[9 * i + 3]!,
    places[9 * i + 6]!,
  ]);
}
