import { escapeControls } from '../../errors';
import type { Cell, RunColumn, RunRow } from '../../experiment/run/run-row';

/** Cells of a name or a reason are cut after so many characters. */
const MOST_CHARACTERS = 40;
/** Headings are broken at their underscores into lines of about so many. */
const HEADING = 10;
const GAP = '  ';

/** A table that fits into so many columns of characters.
 *  @returns its lines, and the columns that found no place */
export function formatRuns(
  rows: readonly RunRow[],
  columns: readonly RunColumn[],
  width: number,
): { readonly lines: string[]; readonly leftOut: readonly RunColumn[] } {
  const formatted = columns.map((column) => formatColumn(column, rows));
  const shown = fitTo(formatted, width);
  const depth = Math.max(...shown.map(({ heading }) => heading.length));
  const lines = [
    // Headings of fewer lines stand at the bottom.
    ...Array.from({ length: depth }, (_, i) =>
      joined(shown, ({ heading }) => heading[i - depth + heading.length] ?? ''),
    ),
    ...rows.map((_, i) => joined(shown, ({ cells }) => cells[i]!)),
  ];
  return { lines, leftOut: columns.slice(shown.length) };
}

/** Columns in which runs differ, and those that say the same of all of them.
 *  @param least columns that are shown in any case */
export function splitColumns(
  rows: readonly RunRow[],
  columns: readonly RunColumn[],
  least: ReadonlySet<string>,
) {
  const values = (column: RunColumn) => new Set(rows.map((row) => row[column.name]));
  const shown = columns.filter((column) => least.has(column.name) || values(column).size > 1);
  const constant = columns.filter((column) => !shown.includes(column) && rows[0]?.[column.name] !== null);
  return { shown, constant };
}

export function formatCell(cell: Cell | undefined, { type }: Pick<RunColumn, 'type'>): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return type === 'real' ? String(Number(cell.toPrecision(5))) : String(cell);
  const text = escapeControls(cell);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text;
}

interface FormattedColumn {
  readonly heading: readonly string[];
  readonly cells: readonly string[];
  readonly width: number;
  readonly isRight: boolean;
}

function formatColumn(column: RunColumn, rows: readonly RunRow[]): FormattedColumn {
  const cells = rows.map((row) => formatCell(row[column.name], column));
  const least = cells.reduce((most, cell) => Math.max(most, cell.length), 0);
  const heading = breakName(column.name, Math.max(HEADING, least));
  const width = Math.max(least, ...heading.map((line) => line.length));
  return { heading, cells, width, isRight: column.type === 'integer' || column.type === 'real' };
}

/** Breaks a name after underscores into lines that are no longer than so many characters where that is possible. */
function breakName(name: string, most: number): string[] {
  const lines: string[] = [];
  for (const part of name.split(/(?<=_)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= most) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

function fitTo(columns: readonly FormattedColumn[], width: number): readonly FormattedColumn[] {
  let used = 0;
  const count = columns.findIndex((column) => {
    used += column.width + GAP.length;
    return used - GAP.length > width;
  });
  return count < 0 ? columns : columns.slice(0, Math.max(1, count));
}

function joined(columns: readonly FormattedColumn[], textOf: (column: FormattedColumn) => string): string {
  const pad = (column: FormattedColumn) =>
    column.isRight ? textOf(column).padStart(column.width) : textOf(column).padEnd(column.width);
  return columns.map(pad).join(GAP).trimEnd();
}
