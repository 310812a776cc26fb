import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { uniqueSlugs } from '../../measure/report/slug';
import { writeCharts, writeFilmStrips, writeTables } from '../../measure/report/write-report';
import { version as programVersion } from '../../support/version';
import type { RunRow } from '../run/run-row';
import { analyseExperiment, type ExperimentAnalysis } from './analysis';
import { buildExperimentCharts, type ExperimentCharts, listCharts } from './experiment-charts';
import { renderExperimentPage } from './page';
import { buildReportJson } from './report-json';
import type { ReportSection } from './report-section';
import { buildExperimentTables, listTables } from './tables/experiment-tables';
import { writeRunsFile } from './tables/runs-file';
import type { WorstMoments } from './worst-moments';

export interface ExperimentReportOptions {
  /** Default: that of this program. */
  readonly version?: string;
  /** Default: now. */
  readonly made?: Date;
  /** What the report has before the ranking. Default: nothing. */
  readonly first?: readonly ReportSection[];
  /** Default: none, and nothing is said of them. */
  readonly moments?: WorstMoments | null;
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
  {
    version = programVersion(),
    made = new Date(),
    first = [],
    moments = null,
    onChart,
  }: ExperimentReportOptions = {},
): Promise<WrittenExperimentReport> {
  const analysis = analyseExperiment(rows);
  const charts = buildExperimentCharts(analysis);
  const all = [...first.flatMap((section) => section.charts), ...listCharts(charts)];
  mkdirSync(folder, { recursive: true });
  // Texts are made while charts are converted to PNG.
  const [, page] = await Promise.all([
    writeCharts(folder, all, onChart),
    writeTexts(analysis, folder, { charts, first, moments, version, made }),
  ]);
  return { ...page, charts: all.length };
}

interface TextParts {
  readonly charts: ExperimentCharts;
  readonly first: readonly ReportSection[];
  readonly moments: WorstMoments | null;
  readonly version: string;
  readonly made: Date;
}

/** Writes all but the charts. */
async function writeTexts(
  analysis: ExperimentAnalysis,
  folder: string,
  { charts, first, moments, version, made }: TextParts,
): Promise<Omit<WrittenExperimentReport, 'charts'>> {
  const tables = buildExperimentTables(analysis);
  const text = renderExperimentPage(analysis, { charts, tables, first, moments }, { version, made });
  const page = path.join(folder, 'report.html');
  await writeFile(page, text);
  await writeFile(
    path.join(folder, 'report.json'),
    `${JSON.stringify(buildReportJson(analysis, version, made), null, 2)}\n`,
  );
  writeTables(folder, [...first.flatMap((section) => section.tables), ...listTables(tables)]);
  const explained = moments?.runs ?? [];
  const stems = uniqueSlugs(explained.map(({ run }) => run.name));
  writeFilmStrips(
    folder,
    explained.map(({ found }, i) => [stems[i]!, found]),
  );
  await writeRunsFile(path.join(folder, 'tables', 'runs.csv'), analysis.runs);
  return { page, page_bytes: Buffer.byteLength(text) };
}
