import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Texts of all definitions, by full name such as "sensor_msgs/Image", in alphabetical order. */
export interface Definitions {
  readonly messages: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, ServiceText>;
}

export interface ServiceText {
  readonly request: string;
  readonly response: string;
}

/** A folder with `msg`, `srv` or both in it, and the name of the package that they make. */
export interface PackageFolder {
  readonly name: string;
  readonly folder: string;
}

/** The packages that a folder holds side by side. */
export function packagesIn(folder: string): PackageFolder[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, folder: path.join(folder, name) }));
}

export function readDefinitions(packages: readonly PackageFolder[]): Definitions {
  const messages: [string, string][] = [];
  const services: [string, ServiceText][] = [];
  for (const { name, folder } of packages) {
    for (const [file, text] of textsIn(folder, 'msg')) messages.push([`${name}/${file}`, text]);
    for (const [file, text] of textsIn(folder, 'srv')) services.push([`${name}/${file}`, halves(text)]);
  }
  return { messages: sorted(messages), services: sorted(services) };
}

function textsIn(folder: string, kind: 'msg' | 'srv'): [name: string, text: string][] {
  const found = path.join(folder, kind);
  let files: string[];
  try {
    files = readdirSync(found);
  } catch {
    // A package without messages, or without services.
    return [];
  }
  return files
    .filter((file) => path.extname(file) === `.${kind}`)
    .map((file) => [path.parse(file).name, readFileSync(path.join(found, file), 'utf8')]);
}

function halves(text: string): ServiceText {
  const lines = text.split('\n');
  const border = lines.findIndex((line) => line.trim() === '---');
  if (border < 0) return { request: text, response: '' };
  return { request: lines.slice(0, border).join('\n'), response: lines.slice(border + 1).join('\n') };
}

function sorted<T>(entries: readonly [string, T][]): Map<string, T> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
