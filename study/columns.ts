import { table } from '../scripts/support/documents';

/** A column of a table in Markdown. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => string;
  /** Whether the shorter table has it too. */
  readonly short: boolean;
}

/** A column of long and short tables. */
export function shown<Row>(header: string, cell: (row: Row) => string): Column<Row> {
  return { header, cell, short: true };
}

/** A column of long tables only. */
export function longOnly<Row>(header: string, cell: (row: Row) => string): Column<Row> {
  return { header, cell, short: false };
}

/** A table in Markdown. */
export function columnsTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return table(
    columns.map(({ header }) => header),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}

/** Rows by a key, in the order in which the keys appear. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return [...groups];
}

/** A part of a document for each family, with its table.
 *  @param notes what stands behind a family's name */
export function familyTables<Row>(
  rows: readonly Row[],
  family: (row: Row) => string,
  columns: readonly Column<Row>[],
  notes: Readonly<Record<string, string>> = {},
): string {
  return groupBy(rows, family)
    .map(([name, own]) => `**${name}**${notes[name] ?? ''}\n\n${columnsTable(columns, own)}`)
    .join('\n\n');
}
