import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { analyseExperiment } from '../../../src/experiment/report/analysis';
import { buildExperimentCharts, listCharts } from '../../../src/experiment/report/experiment-charts';
import { renderExperimentPage } from '../../../src/experiment/report/page';
import { buildExperimentTables } from '../../../src/experiment/report/tables/experiment-tables';
import { writeExperimentReport } from '../../../src/experiment/report/write-experiment-report';
import type { RunRow } from '../../../src/experiment/run/run-row';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { drivenRow, pairedRows } from './rows';

const made = { version: '1.2.3', made: new Date('2026-11-30T10:00:00Z') };
const wave = (c: number) => 0.001 * Math.sin(3 * c);

/** Page and charts without files. */
function render(rows: readonly RunRow[]) {
  const analysis = analyseExperiment(rows);
  const charts = buildExperimentCharts(analysis);
  const tables = buildExperimentTables(analysis);
  const all = listCharts(charts);
  return {
    page: renderExperimentPage(analysis, { charts, tables, first: [] }, made),
    names: all.map(({ name }) => name),
    svgs: all.map(renderChartSvg),
  };
}

describe('the report of an experiment', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-experiment-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fog = { corruption: { name: 'fog', strength: 1 } } as const;
  const rows = [
    ...pairedRows(['pilotnet', 'line_follower'], 6, (b, c) => 0.02 + 0.01 * b + wave(c)),
    drivenRow({ brain: 'pilotnet', circuit: 'many_curves', deviation_m: 0.03 }),
    drivenRow({ brain: 'line_follower', circuit: 'many_curves', deviation_m: 0.04, plan: fog }),
    drivenRow({ brain: 'line_follower', circuit: 'many_curves', outcome: 'fault', detail: 'no memory' }),
    drivenRow({
      brain: 'pilotnet',
      seed: 9,
      outcome: 'trapped',
      withheld: { lap_seconds: 'no lap was driven' },
    }),
  ];

  it('writes a page, charts, tables and JSON', async () => {
    const into = path.join(folder, 'report');
    const written = await writeExperimentReport(rows, into, made);
    const page = readFileSync(written.page, 'utf8');
    for (const text of ['pilotnet', "Wilcoxon's signed-rank test", 'no memory', 'no lap was driven']) {
      expect(page).toContain(text.replace("'", '&#39;'));
    }
    const charts = readdirSync(path.join(into, 'charts'));
    expect(charts).toHaveLength(2 * written.charts);
    expect(charts).toEqual(
      expect.arrayContaining([
        'success.png',
        'outcomes.svg',
        'grid-success.svg',
        'factor-corruption-success.png',
      ]),
    );
    const tables = readdirSync(path.join(into, 'tables'));
    for (const name of [
      'brains',
      'circuits',
      'best',
      'outcomes',
      'faults',
      'withheld',
      'runs',
      'factor-corruption',
    ]) {
      expect(tables).toContain(`${name}.csv`);
    }
    const runs: Record<string, string>[] = parse(readFileSync(path.join(into, 'tables', 'runs.csv')), {
      columns: true,
    });
    expect(runs).toHaveLength(rows.length);
    expect(runs.filter(({ counts }) => counts === 'no: fault')).toHaveLength(1);
  });

  it('has in its JSON what the page shows', () => {
    const read = JSON.parse(readFileSync(path.join(folder, 'report', 'report.json'), 'utf8'));
    expect(read).toMatchObject({
      format: 1,
      runs: 16,
      outcomes: { completed: 14, trapped: 1, fault: 1 },
      rankings: [
        {
          criterion: 'position_deviation_mean_m',
          test: 'wilcoxon_signed_rank',
          correction: 'holm',
          tests: 1,
        },
        {},
        {},
        {},
      ],
      faults: [{ brain: 'line_follower', reason: 'no memory', attempts: 1 }],
    });
    expect(read.brains[0].brain).toBe('pilotnet');
    expect(read.brains[0].success).toMatchObject({ successes: 7, n: 8 });
    expect(existsSync(path.join(folder, 'report', 'tables', 'pairs-success.csv'))).toBe(true);
  });

  it('reports one run of one brain', () => {
    const { page, names } = render([drivenRow()]);
    expect(page).toContain('nothing to rank');
    expect(names).toEqual(['success', 'outcomes']);
  });

  it('reports runs that all failed, or all had a fault', () => {
    const lost = render(pairedRows(['a', 'b'], 3, () => null));
    expect(lost.page).toContain('left the track');
    expect(lost.page).not.toContain('best first');
    expect(lost.page).toContain('No brain completed a run, so none is before another.');
    expect(lost.names).toEqual(['success', 'outcomes']);
    const faults = render([drivenRow({ outcome: 'fault', detail: 'no model' })]);
    expect(faults.page).toContain('no model');
    expect(faults.names).toEqual(['outcomes']);
  });

  it('reports runs without a metric', () => {
    const blind = pairedRows(['a', 'b'], 4, () => 0.02).map((row) => ({
      ...row,
      position_deviation_mean_m: null,
    }));
    const { page, names } = render(blind);
    expect(page).toContain('No run has a value for: deviation, mean (m)');
    expect(names).not.toContain('box-position_deviation_mean_m');
  });

  it('shows names as text, whatever they hold', () => {
    const evil = '<img src=x onerror=alert(18)>';
    const { page, svgs } = render([
      ...pairedRows([evil, '__proto__', '@ink'], 6, (b, c) => 0.02 + 0.01 * b + wave(c)),
      drivenRow({ brain: evil, circuit: '</script><b>18</b>', outcome: 'fault', detail: evil }),
    ]);
    for (const text of [page, ...svgs]) {
      expect(text.includes('<img src=x onerror')).toBe(false);
      expect(text.includes('</script><b>18')).toBe(false);
    }
    expect(page.includes('&lt;img src=x onerror')).toBe(true);
  });

  it('stays readable with a hundred brains', () => {
    const names = Array.from({ length: 100 }, (_, i) => `brain ${i}`);
    const { page, svgs } = render(pairedRows(names, 3, (b, c) => 0.02 + 0.001 * b + wave(c)));
    expect(page).toContain('the best 30 of 100 brains');
    for (const svg of svgs) expect(Number(/height="(\d+)"/.exec(svg)![1])).toBeLessThan(2500);
  });
});
