import { renderChart } from '../../measure/report/page/chart';
import { renderDocument } from '../../measure/report/page/document';
import { type Html, html } from '../../measure/report/page/html';
import { renderTable } from '../../measure/report/page/page-table';
import { MOMENTS_NOTE, renderFilmStrip } from '../../measure/report/page/run-section';
import type { Table } from '../../measure/report/tables';
import type { ExperimentAnalysis } from './analysis';
import type { ExperimentCharts } from './experiment-charts';
import { describeCopies, describeCoverage, describeTest } from './method';
import { formatOutcome } from './outcomes';
import type { Ranking } from './ranking';
import type { ReportSection } from './report-section';
import type { ExperimentTables } from './tables/experiment-tables';
import { buildRunsPageTable } from './tables/run-tables';
import { describeRuns } from './terminal';
import { count } from './wording';
import type { WorstMoments } from './worst-moments';

/** Rows of a table in the page; the files have all. */
const MAX_ROWS = 300;

/** What a page shows of an analysis. */
export interface PageParts {
  readonly charts: ExperimentCharts;
  readonly tables: ExperimentTables;
  /** Before the ranking. */
  readonly first: readonly ReportSection[];
  /** Default: none, and nothing is said of them. */
  readonly moments?: WorstMoments | null;
}

/** Renders the report of an experiment as one page that needs no network. */
export function renderExperimentPage(
  analysis: ExperimentAnalysis,
  parts: PageParts,
  { version, made }: { readonly version: string; readonly made: Date },
): string {
  const { first } = parts;
  const { experiments } = analysis;
  const title = experiments.length === 0 ? 'Experiment' : experiments.join(', ');
  return renderDocument({
    title,
    version,
    made,
    maps: new Map(),
    content: html`<p class="lead">${describeRuns(analysis).join(' ')}.</p>
${first.map(renderSection)}
${renderRanking(analysis, parts)}
${renderOutcomes(analysis, parts)}
${renderCourses(analysis, parts)}
${parts.moments == null ? null : renderMoments(parts.moments)}
${analysis.factors.length === 0 ? null : renderFactors(analysis, parts)}
${renderCriteria(analysis, parts)}
${renderMissing(analysis, parts)}
${renderRuns(analysis)}`,
  });
}

function renderSection({ id, title, notes, charts, tables }: ReportSection): Html {
  return html`<section class="table" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<ul class="method">${notes.map((note) => html`<li>${note}</li>`)}</ul>
<div class="charts wide rows">${charts.map(renderChart)}</div>
${tables.map((table) => html`<h3>${table.title}</h3>${renderPart(table, table.name, 'brain')}`)}
</section>`;
}

function renderRanking(analysis: ExperimentAnalysis, { charts, tables }: PageParts): Html {
  const [main] = analysis.rankings;
  const notes = [
    ...(main === undefined
      ? ['Fewer than two brains have a run that counts, so there is nothing to rank.']
      : describeTest(main)),
    ...describeCoverage(analysis),
    ...describeCopies(analysis),
  ];
  return html`<section class="table" aria-labelledby="ranking"><h2 id="ranking">Ranking</h2>
<ul class="method">${notes.map((note) => html`<li>${note}</li>`)}</ul>
<div class="charts">${[charts.ranks.get(main?.criterion.key ?? ''), charts.success].map((chart) => (chart == null ? null : renderChart(chart)))}</div>
<p class="muted">Success: share of the runs that completed, with Wilson's 95 % interval. Others: mean with Student's 95 % interval over the runs that count and have the metric; runs that ended before a lap are left out of metrics about driving, so that a brain which fails where it is hard looks better in them than in the ranking, where a failed run is worse than any completed one. Distinct: runs without faults, and without copies of another run.</p>
${renderPart(tables.brains, 'brains', 'brain')}
</section>`;
}

function renderOutcomes(analysis: ExperimentAnalysis, { charts, tables }: PageParts): Html {
  return html`<section class="table" aria-labelledby="outcomes"><h2 id="outcomes">How runs ended</h2>
<div class="charts wide">${charts.outcomes === null ? null : renderChart(charts.outcomes)}</div>
${renderPart(tables.outcomes, 'outcomes', 'brain')}
${analysis.faults.length === 0 ? null : html`<h3>Faults</h3><p class="muted">They count neither as success nor as failure of a brain.</p>${renderPart(tables.faults, 'faults', 'run')}`}
</section>`;
}

function renderCourses(analysis: ExperimentAnalysis, { charts, tables }: PageParts): Html {
  return html`<section class="table" aria-labelledby="circuits"><h2 id="circuits">Circuits</h2>
${analysis.courseRankings.length === 0 ? null : renderPart(tables.best, 'best', 'circuit')}
<div class="charts">${[...charts.grids, ...charts.boxes].map(renderChart)}</div>
${charts.constants.length === 0 ? null : html`<p class="muted">The same in all runs: ${charts.constants.join('; ')}.</p>`}
<h3>Means by circuit and brain</h3>
${renderPart(tables.courses, 'means', 'circuit')}
</section>`;
}

function renderMoments({ runs, missing }: WorstMoments): Html {
  const about =
    missing === null
      ? `Of each brain with a network, the run that was farthest from the line among those with camera images. ${MOMENTS_NOTE}`
      : `Not drawn: ${missing}.`;
  return html`<section aria-labelledby="moments"><h2 id="moments">Worst moments</h2>
<p class="muted">${about}</p>
${runs.map(
  ({ run, found }) => html`<h3>${run.brain} on ${run.course}</h3>
<p class="muted">${run.name}: ${formatOutcome(run.outcome)}</p>
${renderFilmStrip(found)}`,
)}</section>`;
}

function renderFactors({ factors }: ExperimentAnalysis, { charts, tables }: PageParts): Html {
  return html`<section class="table" aria-labelledby="factors"><h2 id="factors">Factors</h2>
<p class="muted">Changes are means over pairs of runs of a brain that differ in the factor alone; that of the deviation over pairs of which both completed, with Student's 95 % interval. Intervals are not corrected for their number.</p>
${factors.map((factor) => {
  const shown = charts.factors.get(factor.key) ?? [];
  return html`<h3 id="factor-${factor.key}">${factor.label}</h3>
<div class="charts">${shown.map(renderChart)}</div>
${renderPart(tables.factors.get(factor)!, `factor-${factor.key}`, 'brain')}`;
})}</section>`;
}

/** The rankings by other criteria, and the tests of all pairs. */
function renderCriteria({ rankings }: ExperimentAnalysis, { charts, tables }: PageParts): Html | null {
  if (rankings.length === 0) return null;
  const others = rankings.slice(1).map((ranking) => charts.ranks.get(ranking.criterion.key) ?? null);
  return html`<section class="table" aria-labelledby="criteria"><h2 id="criteria">By other criteria</h2>
<div class="charts">${others.map((chart) => (chart === null ? null : renderChart(chart)))}</div>
<h3>Tests of pairs</h3>
<p class="muted">A better: conditions in which A completed and B did not, or both completed and A measured better. p is corrected by Holm over the pairs of its table.</p>
${rankings.map((ranking) => renderPairs(ranking, tables.pairs.get(ranking)!))}</section>`;
}

function renderPairs(ranking: Ranking, pairs: Table): Html {
  const { criterion, friedman } = ranking;
  const overall =
    friedman === null
      ? null
      : html`<p class="muted">Friedman's test of all brains together: χ² = ${friedman.chi_square.toFixed(2)}, ${friedman.degrees_of_freedom} degrees of freedom, p ${friedman.p < 0.0001 ? '< 0.0001' : `= ${friedman.p.toFixed(4)}`}.</p>`;
  return html`<details class="run"><summary>By ${criterion.label}: ${count(ranking.tests, 'pair')}</summary>
${overall}${renderPart(pairs, `pairs-${criterion.key}`, 'a')}</details>`;
}

function renderMissing(analysis: ExperimentAnalysis, { tables }: PageParts): Html | null {
  if (analysis.withheld.length === 0) return null;
  return html`<section class="table" aria-labelledby="missing"><h2 id="missing">Missing metrics</h2>
${renderPart(tables.withheld, 'withheld', 'reason')}</section>`;
}

function renderRuns({ runs }: ExperimentAnalysis): Html {
  const shown = buildRunsPageTable(runs.slice(0, MAX_ROWS));
  return html`<section class="table" aria-labelledby="runs"><h2 id="runs">Runs</h2>
${renderPart(shown, 'runs', 'run', runs.length)}</section>`;
}

/** The table for people, with its first rows where it has many. @param all rows that there are */
function renderPart(table: Table, id: string, head: string, all = table.rows.length): Html {
  const people = table.rounded ?? table;
  const more = all - MAX_ROWS;
  return html`${renderTable({ ...people, rows: people.rows.slice(0, MAX_ROWS) }, { id, head })}
${more > 0 ? html`<p class="muted">And ${count(more, 'row')} more in tables/${table.name}.csv.</p>` : null}`;
}
