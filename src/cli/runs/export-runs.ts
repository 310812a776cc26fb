import { ConfigurationError, quoted } from '../../errors';
import { RUN_COLUMNS } from '../../experiment/run/run-row';
import { encodeTable, TABLE_FORMATS, writeWhole } from '../../experiment/store/export/table-file';
import type { FolderStore } from '../../experiment/store/folder-store';
import type { RunQuery } from '../../experiment/store/query';
import { suggestion } from '../../support/nearest';
import type { Invocation } from '../io';
import { printLines } from '../print';

export const EXPORT_FORMATS = [...TABLE_FORMATS] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Where runs go. */
export interface Export {
  readonly format: ExportFormat;
  /** A file; `-` for standard output. */
  readonly target: string;
}

/** Reads `--export FORMAT TARGET`.
 *  @returns it, and what follows: the folder of the runs, where it was written last
 *  @throws ConfigurationError */
export function readExport(values: readonly string[]): {
  readonly export: Export;
  readonly rest: readonly string[];
} {
  const [format = '', target, ...rest] = values;
  const known = EXPORT_FORMATS.find((name) => name === format);
  if (known === undefined) {
    throw new ConfigurationError(
      `--export: there is no format ${quoted(format)}${suggestion(format, EXPORT_FORMATS)}; ` +
        `choose ${EXPORT_FORMATS.join(', ')}`,
    );
  }
  if (target === undefined || target === '') {
    throw new ConfigurationError(`--export ${format}: says not where to; write --export ${format} TARGET`);
  }
  return { export: { format: known, target }, rest };
}

/** Writes the runs that a query finds. */
export async function exportRuns(
  store: FolderStore,
  { format, target }: Export,
  query: RunQuery,
  cli: Invocation,
): Promise<void> {
  const rows = store.rows(query);
  const content = await encodeTable(format, rows, query.columns ?? RUN_COLUMNS);
  if (target === '-') {
    if (typeof content !== 'string') throw new ConfigurationError(`--export ${format} -: name a file`);
    cli.stdout.write(content);
    return;
  }
  writeWhole(target, content);
  printLines(cli, [`${target}: ${rows.length} ${rows.length === 1 ? 'run' : 'runs'}`]);
}
