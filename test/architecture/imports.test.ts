import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { entranceTable, packageTable, roomPicture, roomTable, sectionTable } from './render';
import { ENTRANCES, ROOMS, SECTIONS, SOLE_IMPORTERS } from './rooms';

const SRC = path.join(__dirname, '..', '..', 'src');
const LOOSE = ['errors.ts', 'index.ts', 'types.ts'];

/** Sources below src, relative to it. */
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.split(path.sep).join('/'))
  .sort();

interface Import {
  readonly from: string;
  /** A file below src, or a package. */
  readonly to: string;
}

const SPECIFIER = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*'([^']+)'/g;

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const target = path.posix.join(path.posix.dirname(from), specifier);
  const found = [`${target}.ts`, `${target}.tsx`, `${target}/index.ts`, `${target}.d.ts`].find((file) =>
    files.includes(file),
  );
  return found ?? target;
}

const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(path.join(SRC, from), 'utf8').matchAll(SPECIFIER)].map(([, specifier]) => ({
    from,
    to: resolve(from, specifier!),
  })),
);
const internal = imports.filter(({ to }) => files.includes(to));

const roomOf = (file: string) => (file.includes('/') ? file.split('/')[0]! : null);
const sectionOf = (file: string) =>
  SECTIONS.find(({ name }) => file.startsWith(`${name}/`) || file.startsWith(`${name}.`)) ?? null;

/** Circles of files that import each other, each as its files in order. */
function circles(): string[][] {
  const targets = new Map<string, string[]>(files.map((file) => [file, []]));
  for (const { from, to } of internal) targets.get(from)!.push(to);
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let low = order.get(file)!;
    stack.push(file);
    for (const target of targets.get(file)!) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, order.get(target)!);
    }
    lowest.set(file, low);
    if (low === order.get(file)) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return low;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return found;
}

describe('The rooms of src', () => {
  it('are those of the table, and no file lies loose', () => {
    const loose = files.filter((file) => roomOf(file) === null);
    expect(loose).toEqual(LOOSE);
    const rooms = new Set(files.map(roomOf).filter((room) => room !== null));
    expect([...rooms].sort()).toEqual(ROOMS.map(({ name }) => name).sort());
  });

  it('are ordered: each may import only rooms before it', () => {
    for (const [i, { name, imports }] of ROOMS.entries()) {
      const before = ROOMS.slice(0, i).map((room) => room.name);
      expect({ name, after: imports.filter((room) => !before.includes(room)) }).toEqual({ name, after: [] });
    }
  });

  it('import only the rooms that the table allows', () => {
    const violations = internal
      .filter(({ from, to }) => {
        const [room, target] = [roomOf(from), roomOf(to)];
        if (room === null || target === null || room === target) return false;
        return !ROOMS.find(({ name }) => name === room)?.imports.includes(target);
      })
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(violations).toEqual([]);
  });

  it('stand on types.ts and errors.ts, which import nothing of theirs', () => {
    const basis = internal.filter(({ from }) => from === 'types.ts' || from === 'errors.ts');
    expect(basis).toEqual([]);
    expect(internal.filter(({ to }) => to === 'index.ts')).toEqual([]);
  });

  it('have sections that import each other only as listed', () => {
    const violations = internal
      .filter(({ from, to }) => {
        const [section, target] = [sectionOf(from), sectionOf(to)];
        if (section === null || target === null || section === target) return false;
        if (roomOf(from) !== roomOf(to)) return false;
        return !section.imports.includes(target.name);
      })
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(violations).toEqual([]);
  });

  it.each(Object.entries(ENTRANCES))('enter %s by "%s" alone', (folder, entrance) => {
    const violations = internal
      .filter(({ from, to }) => to.startsWith(`${folder}/`) && to !== entrance && roomOf(from) !== roomOf(to))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(violations).toEqual([]);
  });

  it('have no files that import each other in a circle', () => {
    expect(circles()).toEqual([]);
  });

  it.each(Object.entries(SOLE_IMPORTERS))('leave %s to %s', (packageName, place) => {
    const users = imports
      .filter(
        ({ to }) => to === packageName || (to.startsWith(`${packageName}/`) && !to.endsWith('package.json')),
      )
      .map(({ from }) => from)
      .filter((file) => file !== place && !file.startsWith(`${place}/`) && file !== `${place}.ts`);
    expect(users).toEqual([]);
  });

  it.each([
    ['picture', roomPicture],
    ['table of rooms', roomTable],
    ['table of folders', sectionTable],
    ['table of packages', packageTable],
    ['table of entrances', entranceTable],
  ])('are in docs/architecture.md: the %s', (_name, render) => {
    const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');
    expect(page).toContain(render());
  });
});
