import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { PACKAGE_ROOT } from './paths';

type Cells = readonly (string | number)[];

/** A table in Markdown. */
export function table(header: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Some columns of a table in Markdown, by their indices. */
export function tableOfColumns(columns: readonly number[], header: Cells, rows: readonly Cells[]): string {
  const chosen = (cells: Cells) => columns.map((i) => cells[i] ?? '');
  return table(chosen(header), rows.map(chosen));
}

/** Cells of the rows of a table in Markdown, without its header. */
export function tableRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map(rowCells);
}

/** Cells of one row. */
export function rowCells(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** When and where something was measured. */
export function measuredWhere(): string {
  return `Measured ${today()} on ${machine()}.`;
}

/** Day, ISO 8601. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Cores, memory, Node and graphics cards of this machine. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory_GiB = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${model}), ${memory_GiB} GiB, Node ${process.versions.node}, ${graphicsCards()}`;
}

/** Names of the NVIDIA cards; others are not looked for. */
function graphicsCards(): string {
  try {
    const args = ['--query-gpu=name', '--format=csv,noheader'];
    const said = execFileSync('nvidia-smi', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return said.trim().split('\n').join(', ') || 'no NVIDIA GPU';
  } catch {
    return 'no NVIDIA GPU';
  }
}

/** Text between `<!-- NAME: begin -->` and `<!-- NAME: end -->` of a Markdown file of the package. */
export function textBetween(file: string, name: string): string {
  return placeOf(PACKAGE_ROOT, file, name).text;
}

/** Replaces the text between `<!-- NAME: begin -->` and `<!-- NAME: end -->` in a Markdown file of the package.
 *  @param root the folder that the file is in, where it is not the package
 *  @throws Error where the file has no such place */
export function replaceBetween(file: string, name: string, text: string, root = PACKAGE_ROOT): void {
  const { before, after } = placeOf(root, file, name);
  writeFileSync(path.join(root, file), `${before}\n${text.trim()}\n${after}`);
}

function placeOf(root: string, file: string, name: string) {
  const content = readFileSync(path.join(root, file), 'utf8');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = content.indexOf(begin) + begin.length;
  const to = content.indexOf(end);
  if (!content.includes(begin) || to < from) {
    throw new Error(`${file} has no place for "${name}" (${begin} ... ${end})`);
  }
  return { before: content.slice(0, from), text: content.slice(from, to), after: content.slice(to) };
}
