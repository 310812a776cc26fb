import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, quoted } from '../../errors';
import { RECORD_FILE } from '../../experiment/experiment-record';
import { RUN_COLUMNS } from '../../experiment/run/run-row';
import { encodeTable, TABLE_FORMATS, writeWhole } from '../../experiment/store/export/table-file';
import { RUNS_FOLDER, TABLE_FILE } from '../../experiment/store/layout';
import { MlflowFolder } from '../../experiment/store/mlflow/mlflow-folder';
import { mlflowRunOf } from '../../experiment/store/mlflow/mlflow-run';
import { MlflowServer } from '../../experiment/store/mlflow/mlflow-server';
import type { RunQuery } from '../../experiment/store/query';
import type { StoredRuns } from '../../experiment/store/stored-runs';
import { count } from '../../support/count';
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

/** What an experiment keeps in its folder: an export must not be written over it, or among its runs. */
const KEPT: readonly string[] = [
  RUNS_FOLDER,
  TABLE_FILE,
  `${TABLE_FILE}-wal`,
  `${TABLE_FILE}-shm`,
  RECORD_FILE,
];

/** @throws ConfigurationError where a target is what the experiment keeps, or an MLflow store in its folder itself */
function requireOwnPlace({ format, target }: Export, folder: string): void {
  const [first = ''] = path.relative(realPath(folder), realPath(target)).split(path.sep);
  const isTaken = KEPT.includes(first) || (format === 'mlflow' && first === '');
  if (!isTaken) return;
  throw new ConfigurationError(
    `--export ${format} ${target}: the experiment keeps its runs there; name another ${format === 'mlflow' ? 'folder' : 'file'}`,
  );
}

/** Absolute, without the links of what is there. */
function realPath(given: string): string {
  const absolute = path.resolve(given);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = path.dirname(absolute);
  return parent === absolute ? absolute : path.join(realPath(parent), path.basename(absolute));
}

/** Writes the runs that a query finds. */
export async function exportRuns(
  store: StoredRuns,
  wanted: Export,
  query: RunQuery,
  cli: Invocation,
): Promise<void> {
  const { format, target } = wanted;
  if (target !== '-' && !isServer(target)) requireOwnPlace(wanted, store.folder);
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
  printLines(cli, [`${target}: ${count(rows.length, 'run')}`]);
}

function isServer(target: string): boolean {
  return /^https?:/i.test(target);
}

async function exportToMlflow(
  store: StoredRuns,
  target: string,
  query: RunQuery,
  cli: Invocation,
): Promise<void> {
  const { columns: _, ...found } = query;
  const rows = store.rows(found);
  const server = isServer(target) ? new MlflowServer(target, cli.env) : null;
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
  printLines(cli, [`${target}: ${count(counts.written, 'run')} exported to MLflow${known}`]);
  if (server !== null && server.withoutArtifacts > 0) {
    printError(
      cli,
      `${target}: keeps artifacts where it takes none over HTTP; start it with --serve-artifacts`,
    );
  }
}
