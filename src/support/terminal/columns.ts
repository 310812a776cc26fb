export interface ColumnOptions {
  /** Whether a column is aligned to the right. Default: all but the first. */
  readonly isRight?: (column: number) => boolean;
  /** Between two columns. Default two spaces. */
  readonly gap?: string;
}

/** Rows of cells as text in aligned columns, a line per row, indented by two spaces. Missing cells are empty. */
export function formatColumns(rows: readonly (readonly string[])[], options: ColumnOptions = {}): string {
  const { isRight = (column) => column > 0, gap = '  ' } = options;
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const pad = (cell: string, i: number) =>
    isRight(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join(gap)}`.trimEnd()).join('\n');
}
