import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeCharts, writeTables } from '../../measure/report/write-report';
import { version as programVersion } from '../../support/version';
import type { RunRow } from '../run/run-row';
import { analyseExperiment } from './analysis';
import { buildExperimentCharts, listCharts } from './experiment-charts';
import { renderExperimentPage } from './page';
import { buildReportJson } from './report-json';
import type { ReportSection } from './report-section';
import { buildExperimentTables, listTables } from './tables/experiment-tables';
import { writeRunsFile } from './tables/runs-file';

export interface ExperimentReportOptions {
  /** Default: that of this program. */
  readonly version?: string;
  /** Default: now. */
  readonly made?: Date;
  /** What the report has before the ranking. Default: nothing. */
  readonly first?: readonly ReportSection[];
  /** Called with the number of charts drawn so far, and of all charts. */
  readonly onChart?: (drawn: number, all: number) => void;
}

export interface WrittenExperimentReport {
  readonly page: string;
  readonly page_bytes: number;
  readonly charts: number;
}

/** Writes report.html, report.json, charts/ and tables/. See `writeExperimentReport`. */
export async function writeReportFiles(
  rows: readonly RunRow[],
  folder: string,
  { version = programVersion(), made = new Date(), first = [], onChart }: ExperimentReportOptions = {},
): Promise<WrittenExperimentReport> {
  const analysis = analyseExperiment(rows);
  const charts = buildExperimentCharts(analysis);
  const tables = buildExperimentTables(analysis);
  const text = renderExperimentPage(analysis, { charts, tables, first }, { version, made });
  mkdirSync(folder, { recursive: true });
  const page = path.join(folder, 'report.html');
  writeFileSync(page, text);
  writeFileSync(
    path.join(folder, 'report.json'),
    `${JSON.stringify(buildReportJson(analysis, version, made), null, 2)}\n`,
  );
  writeTables(folder, [...first.flatMap((section) => section.tables), ...listTables(tables)]);
  writeRunsFile(path.join(folder, 'tables', 'runs.csv'), analysis.runs);
  const all = [...first.flatMap((section) => section.charts), ...listCharts(charts)];
  await writeCharts(folder, all, onChart);
  return { page, page_bytes: Buffer.byteLength(text), charts: all.length };
}
