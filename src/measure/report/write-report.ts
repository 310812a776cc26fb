import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { svgToPng } from '../../image/svg';
import type { Chart } from './charts/chart';
import { chartSvg, registerMaps } from './charts/draw';
import { reportPage } from './page/page';
import { type ReportCharts, reportCharts } from './report-charts';
import type { FailedRun, ReportRun } from './run';
import { tableCsv, tableMarkdown } from './table-files';
import { behaviorMetricsTable, failedTable, notesTable, runsTable, type Table } from './tables';

export interface ReportOptions {
  readonly version: string;
  readonly made: Date;
  /** Told how many of the pictures have been drawn. */
  readonly onPicture?: (drawn: number, all: number) => void;
}

export interface WrittenReport {
  readonly page: string;
  readonly page_bytes: number;
  readonly pictures: number;
}

/** Twice as many pixels as the SVG has, for paper. */
const PNG_SCALE = 2;
/** Pictures that are turned into PNG at once, on the threads of the image library. */
const AT_ONCE = 4;

/** Writes report.html, charts/ and tables/ into a folder that exists. */
export async function writeReport(
  folder: string,
  runs: readonly ReportRun[],
  failed: readonly FailedRun[],
  { version, made, onPicture }: ReportOptions,
): Promise<WrittenReport> {
  const charts = reportCharts(runs);
  const text = reportPage({ runs, failed, charts, version, made });
  const page = path.join(folder, 'report.html');
  writeFileSync(page, text);
  writeTables(folder, [runsTable(runs), behaviorMetricsTable(runs), notesTable(runs), failedTable(failed)]);
  registerMaps(charts.maps);
  const all = allCharts(charts);
  await writeCharts(folder, all, onPicture);
  return { page, page_bytes: Buffer.byteLength(text), pictures: all.length };
}

export function writeTables(folder: string, tables: readonly Table[]): void {
  const into = path.join(folder, 'tables');
  mkdirSync(into, { recursive: true });
  for (const table of tables.filter(({ rows }) => rows.length > 0)) {
    writeFileSync(path.join(into, `${table.name}.csv`), tableCsv(table));
    writeFileSync(path.join(into, `${table.name}.md`), tableMarkdown(table));
  }
}

export async function writeCharts(
  folder: string,
  charts: readonly Chart[],
  onPicture?: (drawn: number, all: number) => void,
): Promise<void> {
  const into = path.join(folder, 'charts');
  mkdirSync(into, { recursive: true });
  let drawn = 0;
  const waiting = new Set<Promise<void>>();
  for (const chart of charts) {
    const svg = chartSvg(chart);
    writeFileSync(path.join(into, `${chart.name}.svg`), svg);
    const picture = svgToPng(svg, PNG_SCALE).then((png) => {
      writeFileSync(path.join(into, `${chart.name}.png`), png);
      waiting.delete(picture);
      drawn += 1;
      onPicture?.(drawn, charts.length);
    });
    waiting.add(picture);
    if (waiting.size >= AT_ONCE) await Promise.race(waiting);
  }
  await Promise.all(waiting);
}

function allCharts({ overlays, boxes, models, byRun }: ReportCharts): Chart[] {
  return [
    ...overlays,
    ...(models.chart === null ? [] : [models.chart]),
    ...boxes,
    ...[...byRun.values()].flat(),
  ];
}
