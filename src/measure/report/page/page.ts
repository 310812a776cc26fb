import { buildMeansTable } from '../means-table';
import type { RunMoments } from '../moments';
import type { ReportCharts } from '../report-charts';
import { courseName, distinct, type FailedRun, type ReportRun } from '../run';
import { buildBehaviorMetricsTable, buildRunsTable } from '../tables';
import { renderChart } from './chart';
import { renderDocument } from './document';
import { type Html, html } from './html';
import { renderTable } from './page-table';
import { renderRun } from './run-section';

export interface PageContent {
  readonly runs: readonly ReportRun[];
  readonly failed: readonly FailedRun[];
  readonly charts: ReportCharts;
  /** Worst moments of runs with camera images, or why there are none. */
  readonly moments: ReadonlyMap<ReportRun, RunMoments | string>;
  readonly version: string;
  readonly made: Date;
}

/** With more runs than this the sections of single runs are initially closed. */
const OPEN_RUNS = 4;

/** Renders the whole report as one HTML page that needs no network. */
export function renderPage(content: PageContent): string {
  const { runs, failed, charts, moments, version, made } = content;
  const title = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${distinct(runs.map(({ measurement }) => courseName(measurement))).join('; ')}`;
  return renderDocument({
    title,
    version,
    made,
    maps: charts.maps,
    content: html`${renderFailures(failed)}
<section class="table" aria-labelledby="runs"><h2 id="runs">Runs</h2>
<p class="muted">Click a header to sort; arrows show whether higher (↑) or lower (↓) is better. ◆ marks the best value of each circuit, direction and world unless most runs share it; runs without a completed lap are not ranked by driving metrics. Deviations are distances from the continuous line; “deviation, BehaviorMetrics” is that tool's metric (the mean of 1000 to the power of the distance in metres), measured in the driven direction.</p>
${renderTable(buildRunsTable(runs), { id: 'runs', head: 'label', linkOf: (row) => `#run-${runs[row]!.slug}` })}
</section>
${renderMeans(runs)}
${renderComparisons(charts)}
<section aria-labelledby="single"><h2 id="single">Single runs</h2>
${runs.map((run) => renderRun(run, charts.byRun.get(run) ?? [], moments.get(run) ?? null, runs.length <= OPEN_RUNS))}</section>
<section class="table" aria-labelledby="behavior-metrics"><h2 id="behavior-metrics">BehaviorMetrics' metrics</h2>
<p class="muted">With that tool's names and definitions.</p>
${renderTable(buildBehaviorMetricsTable(runs), { id: 'behavior-metrics', head: 'run' })}
</section>`,
  });
}

function renderFailures(failed: readonly FailedRun[]): Html | null {
  if (failed.length === 0) return null;
  return html`<section class="table" aria-labelledby="not-read"><h2 id="not-read">Could not be read</h2>
<ul class="failed">${failed.map(({ reason }) => html`<li>${reason}</li>`)}</ul></section>`;
}

/** Means over repetitions; null if no brain drove a circuit twice. */
function renderMeans(runs: readonly ReportRun[]): Html | null {
  const table = buildMeansTable(runs);
  if (table.rows.length === runs.length) return null;
  return html`<section class="table" aria-labelledby="means"><h2 id="means">Means by circuit and brain</h2>
<p class="muted">Mean ± standard deviation (n − 1) over the runs of a brain on a circuit. Runs without a completed lap are left out of driving metrics; “(2 of 3)” says how many runs a mean is over where not all have the metric.</p>
${renderTable(table, { id: 'means', head: 'circuit' })}
</section>`;
}

function renderComparisons({ overlays, boxes, constants, models }: ReportCharts): Html | null {
  if ([overlays, boxes, constants].every(({ length }) => length === 0) && models.chart === null) return null;
  return html`<section aria-labelledby="across"><h2 id="across">All runs together</h2>
<div class="charts wide">${overlays.map(renderChart)}${models.chart === null ? null : renderChart(models.chart)}</div>
${renderExcluded(models.excluded)}
${boxes.length + constants.length === 0 ? null : html`<h2 id="spread">Spread by circuit and brain</h2><div class="charts">${boxes.map(renderChart)}</div>`}
${constants.length === 0 ? null : html`<p class="muted">The same in all runs: ${constants.join('; ')}.</p>`}
</section>`;
}

function renderExcluded(runs: ReportCharts['models']['excluded']): Html | null {
  if (runs.length === 0) return null;
  const reasons = distinct(runs.map(({ reason }) => reason)).map((reason) => {
    const numbers = runs.filter((other) => other.reason === reason).map(({ run }) => run.number);
    return `${numbers.length > 8 ? `${numbers.length} runs` : `run ${numbers.join(', ')}`}: ${reason}`;
  });
  return html`<p class="muted">Not in “Model size, inference time and deviation”: ${reasons.join('; ')}.</p>`;
}
