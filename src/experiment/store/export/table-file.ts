import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { ConfigurationError, messageOf } from '../../../errors';
import { csvText } from '../../../support/csv-text';
import { version } from '../../../support/version';
import type { Cell, RunColumn, RunRow } from '../../run/run-row';

export const TABLE_FORMATS = ['csv', 'parquet', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** The rows as the content of a file. */
export async function encodeTable(
  format: TableFormat,
  rows: readonly RunRow[],
  columns: readonly RunColumn[],
): Promise<string | Uint8Array> {
  if (format === 'parquet') return encodeParquet(rows, columns);
  return format === 'csv' ? encodeCsv(rows, columns) : `${JSON.stringify(rows, null, 2)}\n`;
}

/** Writes a file, or leaves the one that was there as it is.
 *  @throws ConfigurationError */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const part = `${file}.part`;
  try {
    writeFileSync(part, content);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new ConfigurationError(`--export ${file}: cannot be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function encodeCsv(rows: readonly RunRow[], columns: readonly RunColumn[]): string {
  const cellOf = (cell: Cell | undefined) =>
    typeof cell === 'string' ? csvText(cell) : cell === null || cell === undefined ? '' : String(cell);
  const lines = rows.map((row) => columns.map(({ name }) => cellOf(row[name])));
  return stringify([columns.map(({ name }) => name), ...lines]);
}

const PARQUET_TYPES = { text: 'STRING', integer: 'INT64', real: 'DOUBLE', boolean: 'BOOLEAN' } as const;

async function encodeParquet(rows: readonly RunRow[], columns: readonly RunColumn[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map(({ name, type }) => ({
    name,
    type: PARQUET_TYPES[type],
    nullable: true,
    data: rows.map((row) => {
      const cell = row[name] ?? null;
      return type === 'integer' && typeof cell === 'number' ? BigInt(cell) : cell;
    }),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: `f1-brain version ${version()}` }));
}
