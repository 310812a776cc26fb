import { ENTRANCES, ROOMS, type Room, SECTIONS, SOLE_IMPORTERS } from './rooms';

/** The rooms as a Mermaid flowchart: arrows that follow from others are left out. */
export function roomPicture(): string {
  const lines = ROOMS.flatMap(({ name }) => directImports(name).map((target) => `  ${name} --> ${target}`));
  return ['```mermaid', 'flowchart TB', ...lines.reverse(), '```'].join('\n');
}

/** Tables of rooms, folders within them, and packages, for docs/architecture.md. */
export function roomTable(): string {
  return table(['room of `src/`', 'holds', 'imports'], ROOMS.toReversed().map(row));
}

export function sectionTable(): string {
  return table(['folder', 'holds', 'imports of its room'], SECTIONS.map(row));
}

export function packageTable(): string {
  const rows = Object.entries(SOLE_IMPORTERS).map(([name, place]) => [`\`${name}\``, `\`src/${place}\``]);
  return table(['package', 'imported by'], rows);
}

export function entranceTable(): string {
  const rows = Object.entries(ENTRANCES).map(([folder, file]) => [
    `\`src/${folder}\``,
    file === '' ? 'none' : `\`src/${file}\``,
  ]);
  return table(['folder', 'file that other rooms may import'], rows);
}

function row({ name, holds, imports }: Room): string[] {
  return [`\`${name}\``, holds, imports.map((room) => `\`${room}\``).join(', ') || '-'];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Rooms that a room imports and that none of its other imports reaches. */
function directImports(name: string): readonly string[] {
  const importsOf = (room: string) => ROOMS.find((other) => other.name === room)?.imports ?? [];
  const reached = (room: string): string[] => importsOf(room).flatMap((other) => [other, ...reached(other)]);
  const imports = importsOf(name);
  return imports.filter((target) => !imports.some((other) => reached(other).includes(target)));
}
