import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DARK, LIGHT, type Palette } from '../charts/palette';
import { themeOf } from '../charts/theme';
import type { ReportCharts } from '../report-charts';
import { courseOf, distinct, type FailedRun, type ReportRun } from '../run';
import { behaviorMetricsTable, runsTable } from '../tables';
import { chartFigure } from './figure';
import { Html, html, jsonScript } from './html';
import { pageTable } from './page-table';
import { runSection } from './run-section';

export interface PageContent {
  readonly runs: readonly ReportRun[];
  readonly failed: readonly FailedRun[];
  readonly charts: ReportCharts;
  readonly version: string;
  readonly made: Date;
}

/** With more runs than this the sections of single runs are closed at first. */
const OPEN_RUNS = 4;
const FONT = 'system-ui, sans-serif';

/** The whole report as one page that needs no network. */
export function reportPage(content: PageContent): string {
  const { runs, failed, charts, version, made } = content;
  const title = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${distinct(runs.map(({ measurement }) => courseOf(measurement))).join('; ')}`;
  const settings = { light: settingsOf(LIGHT), dark: settingsOf(DARK) };
  return html`${new Html('<!doctype html>')}
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${new Html(asset('page.css'))}</style>
</head>
<body>
<header><div><h1>${title}</h1>
<p class="muted about">Made by f1-brain ${version} on ${made.toISOString().slice(0, 16).replace('T', ' ')} UTC. Every chart is in charts/ as SVG and PNG, every table in tables/ as CSV and Markdown.</p></div>
<button type="button" class="theme" hidden>Theme</button></header>
<main>
<noscript><p>Charts and sorting need JavaScript; the pictures are in charts/ beside this page.</p></noscript>
${failures(failed)}
<section class="table" aria-labelledby="runs"><h2 id="runs">Runs</h2>
<p class="muted">A click on a header sorts; the arrows in it say whether higher (↑) or lower (↓) is better. ◆ marks the best of its circuit, direction and world where not most are alike; drives without one completed lap are never the best at driving. Deviations are distances from the continuous line; “deviation, BehaviorMetrics” is that tool's figure (the mean of 1000 to the power of the distance in metres) taken in the driven direction.</p>
${pageTable(runsTable(runs), { id: 'runs', head: 'label', linkOf: (row) => `#run-${runs[row]!.slug}` })}
</section>
${across(charts)}
<section aria-labelledby="single"><h2 id="single">Single runs</h2>
${runs.map((run) => runSection(run, charts.byRun.get(run) ?? [], runs.length <= OPEN_RUNS))}</section>
<section class="table" aria-labelledby="behavior-metrics"><h2 id="behavior-metrics">BehaviorMetrics' metrics</h2>
<p class="muted">Under their own names, as that tool gives them.</p>
${pageTable(behaviorMetricsTable(runs), { id: 'behavior-metrics', head: 'run' })}
</section>
</main>
<footer class="muted">f1-brain ${version}. Charts are drawn by Apache ECharts (Apache License 2.0), which is part of this page.</footer>
${[...charts.maps].map(([name, outline]) => jsonScript(`data-map="${name}"`, outline))}
${jsonScript('id="settings"', settings)}
<script>${new Html(bundle())}</script>
<script>${new Html(asset('page.browser.js'))}</script>
</body>
</html>
`.markup;
}

function failures(failed: readonly FailedRun[]): Html | null {
  if (failed.length === 0) return null;
  return html`<section class="table" aria-labelledby="not-read"><h2 id="not-read">Could not be read</h2>
<ul class="failed">${failed.map(({ reason }) => html`<li>${reason}</li>`)}</ul></section>`;
}

function across({ overlays, boxes, models }: ReportCharts): Html | null {
  if (overlays.length === 0 && boxes.length === 0 && models.chart === null) return null;
  return html`<section aria-labelledby="across"><h2 id="across">All runs together</h2>
<div class="charts wide">${overlays.map(chartFigure)}${models.chart === null ? null : chartFigure(models.chart)}</div>
${leftOut(models.leftOut)}
${boxes.length === 0 ? null : html`<h2 id="spread">Spread by circuit and brain</h2><div class="charts">${boxes.map(chartFigure)}</div>`}
</section>`;
}

function leftOut(runs: ReportCharts['models']['leftOut']): Html | null {
  if (runs.length === 0) return null;
  const reasons = distinct(runs.map(({ reason }) => reason)).map((reason) => {
    const numbers = runs.filter((other) => other.reason === reason).map(({ run }) => run.number);
    return `${numbers.length > 8 ? `${numbers.length} runs` : `run ${numbers.join(', ')}`}: ${reason}`;
  });
  return html`<p class="muted">Not in “Model size, inference time and deviation”: ${reasons.join('; ')}.</p>`;
}

function settingsOf(palette: Palette) {
  return { palette, theme: themeOf(palette, FONT) };
}

/** Scripts and styles lie beside this file: the build copies them. */
function asset(file: string): string {
  return readFileSync(path.join(__dirname, file), 'utf8');
}

/** ECharts' own bundle for browsers. */
function bundle(): string {
  const main = require.resolve('echarts');
  return readFileSync(path.join(path.dirname(main), 'echarts.min.js'), 'utf8').replace(
    /<\/script/gi,
    '<\\/script',
  );
}
