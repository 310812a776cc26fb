import { ConfigurationError, quoted } from '../../errors';
import { RUN_COLUMNS } from '../../experiment/run/run-row';
import { encodeTable, TABLE_FORMATS, writeWhole } from '../../experiment/store/export/table-file';
import { MlflowFolder } from '../../experiment/store/mlflow/mlflow-folder';
import { mlflowRunOf } from '../../experiment/store/mlflow/mlflow-run';
import { MlflowServer } from '../../experiment/store/mlflow/mlflow-server';
import type { RunQuery } from '../../experiment/store/query';
import type { StoredRuns } from '../../experiment/store/stored-runs';
import { suggestion } from '../../support/nearest';
import { ProgressBar } from '../../support/terminal/progress-bar';
import type { Invocation } from '../io';
import { printError, printLines } from '../print';

export const EXPORT_FORMATS = [...TABLE_FORMATS, 'mlflow'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Where runs go. */
export interface Export {
  readonly format: ExportFormat;
  /** A file; `-` for standard output; for MLflow a folder or the address of a server. */
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
  store: StoredRuns,
  { format, target }: Export,
  query: RunQuery,
  cli: Invocation,
): Promise<void> {
  if (format === 'mlflow') {
    await exportToMlflow(store, target, query, cli);
    return;
  }
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

async function exportToMlflow(
  store: StoredRuns,
  target: string,
  query: RunQuery,
  cli: Invocation,
): Promise<void> {
  const { columns: _, ...found } = query;
  const rows = store.rows(found);
  const server = /^https?:/i.test(target) ? new MlflowServer(target, cli.env) : null;
  const mlflow = server ?? new MlflowFolder(target);
  const bar = new ProgressBar(cli.stderr);
  const counts = { written: 0, known: 0 };
  try {
    for (const [i, row] of rows.entries()) {
      bar.show(i / rows.length, `exporting ${row.folder}`);
      const result = store.result(String(row.key));
      if (result === null) continue;
      const isNew = await mlflow.write(mlflowRunOf(result, row, store.folderOf(String(row.folder))));
      counts[isNew ? 'written' : 'known'] += 1;
    }
  } finally {
    bar.clear();
  }
  const known = counts.known === 0 ? '' : `, ${counts.known} there already`;
  printLines(cli, [
    `${target}: ${counts.written} ${counts.written === 1 ? 'run' : 'runs'} exported to MLflow${known}`,
  ]);
  if (server !== null && server.withoutArtifacts > 0) {
    printError(
      cli,
      `${target}: keeps artifacts where it takes none over HTTP; start it with --serve-artifacts`,
    );
  }
}
