import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { svgToPng } from '../../image/svg';
import type { Chart } from './charts/chart';
import { registerMaps, renderChartSvg } from './charts/draw';
import { buildMeansFileTable } from './means-table';
import type { RunMoments } from './moments';
import { renderPage } from './page/page';
import { buildReportCharts, type ReportCharts } from './report-charts';
import type { FailedRun, ReportRun } from './run';
import { formatCsv, formatMarkdown } from './table-files';
import {
  buildBehaviorMetricsTable,
  buildFailedTable,
  buildNotesTable,
  buildRunsTable,
  type Table,
} from './tables';

export interface ReportOptions {
  readonly version: string;
  readonly made: Date;
  /** Worst moments of runs with camera images, or why there are none. */
  readonly moments?: ReadonlyMap<ReportRun, RunMoments | string>;
  /** Called with the number of charts drawn so far, and of all charts. */
  readonly onChart?: (drawn: number, all: number) => void;
}

export interface WrittenReport {
  readonly page: string;
  readonly page_bytes: number;
  readonly charts: number;
}

/** PNG pixels per SVG pixel, for print. */
const PNG_SCALE = 2;

/** Writes report.html, charts/ and tables/ into an existing folder. */
export async function writeReport(
  folder: string,
  runs: readonly ReportRun[],
  failed: readonly FailedRun[],
  { version, made, moments = new Map(), onChart }: ReportOptions,
): Promise<WrittenReport> {
  const charts = buildReportCharts(runs);
  const text = renderPage({ runs, failed, charts, moments, version, made });
  const page = path.join(folder, 'report.html');
  writeFileSync(page, text);
  writeTables(folder, [
    buildRunsTable(runs),
    buildMeansFileTable(runs),
    buildBehaviorMetricsTable(runs),
    buildNotesTable(runs),
    buildFailedTable(failed),
  ]);
  writeFilmStrips(
    folder,
    [...moments].map(([{ slug }, found]) => [slug, found]),
  );
  registerMaps(charts.maps);
  const all = listCharts(charts);
  await writeCharts(folder, all, onChart);
  return { page, page_bytes: Buffer.byteLength(text), charts: all.length };
}

/** @param moments with the stem of the file of each */
export function writeFilmStrips(
  folder: string,
  moments: readonly (readonly [stem: string, RunMoments | string])[],
): void {
  const into = path.join(folder, 'moments');
  for (const [stem, found] of moments) {
    if (typeof found === 'string') continue;
    mkdirSync(into, { recursive: true });
    writeFileSync(path.join(into, `${stem}.png`), found.filmStrip);
  }
}

export function writeTables(folder: string, tables: readonly Table[]): void {
  const into = path.join(folder, 'tables');
  mkdirSync(into, { recursive: true });
  for (const table of tables.filter(({ rows }) => rows.length > 0)) {
    writeFileSync(path.join(into, `${table.name}.csv`), formatCsv(table));
    writeFileSync(path.join(into, `${table.name}.md`), formatMarkdown(table.rounded ?? table));
  }
}

export async function writeCharts(
  folder: string,
  charts: readonly Chart[],
  onChart?: (drawn: number, all: number) => void,
): Promise<void> {
  const into = path.join(folder, 'charts');
  mkdirSync(into, { recursive: true });
  // One is converted, on a thread of the image library, while the next is drawn: each takes tens of megabytes.
  let converted = Promise.resolve();
  for (const [at, chart] of charts.entries()) {
    const svg = renderChartSvg(chart);
    writeFileSync(path.join(into, `${chart.name}.svg`), svg);
    await converted;
    converted = svgToPng(svg, { scale: PNG_SCALE, isOpaque: true }).then((png) => {
      writeFileSync(path.join(into, `${chart.name}.png`), png);
      onChart?.(at + 1, charts.length);
    });
  }
  await converted;
}

function listCharts({ overlays, boxes, models, byRun }: ReportCharts): Chart[] {
  return [
    ...overlays,
    ...(models.chart === null ? [] : [models.chart]),
    ...boxes,
    ...[...byRun.values()].flat(),
  ];
}
