import { analyseExperiment } from '../../../src/experiment/report/analysis';
import { buildExperimentCharts } from '../../../src/experiment/report/experiment-charts';
import { renderExperimentPage } from '../../../src/experiment/report/page';
import { buildExperimentTables } from '../../../src/experiment/report/tables/experiment-tables';
import { buildRobustnessChart, buildScoreChart } from '../../../src/experiment/suite/suite-charts';
import { buildSuiteSection } from '../../../src/experiment/suite/suite-section';
import { buildScoreTable, formatSuiteResult } from '../../../src/experiment/suite/suite-table';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { renderChart } from '../../../src/measure/report/page/chart';
import { suiteResult as result, suiteBrains } from './sample-result';

describe('the table of a suite', () => {
  it('has score, parts and factors, and the reason where they are missing', () => {
    const { columns, rows } = buildScoreTable(result);
    expect(columns.map(({ name }) => name)).toEqual([
      ...['brain', 'score', 'success %', 'deviation %', 'speed %', 'infractions %', 'robustness %'],
      ...['image corruption %', 'clear laps completed'],
    ]);
    expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
      ['good', '91.5', '100.0', '83.3', '60.0', '100.0', '100.0', '100.0', '1 of 1'],
      ['fair', '56.5', '100.0', '50.0', '60.0', '100.0', '0.0', '0.0', '1 of 1'],
      ['broken', '–', '–', '–', '–', '–', '–', '–', '1 of 1'],
    ]);
    expect(rows[2]![1]).toMatchObject({ value: null, reason: '1 of 2 runs ended by a fault' });
    expect(formatSuiteResult(result)).toMatch(/broken has no score: 1 of 2 runs ended by a fault\.$/);
  });
});

describe('the charts of a suite', () => {
  it('show the parts of each score, and what is left at each level', () => {
    const parts = buildScoreChart(result)!;
    expect(parts.alt).toBe('good: 91.5; fair: 56.5.');
    const levels = buildRobustnessChart(result)!;
    expect(levels.alt).toBe('good, fog 2: 100.0 %; fair, fog 2: 0.0 %.');
    for (const chart of [parts, levels]) {
      expect(renderChartSvg(chart)).not.toMatch(/NaN|undefined/);
    }
    expect(renderChartSvg(levels)).toContain('>fog 2<');
  });

  it('have room for the number of each brain, on a phone beyond its edge', () => {
    const many = Array.from({ length: 11 }, (_, i) => ({ ...result.brains[0]!, brain: `brain ${i}` }));
    const chart = buildRobustnessChart({ ...result, brains: many })!;
    // 11 columns of 32 px, and the names of the levels.
    expect(chart.minWidth).toBe(506);
    const drawn = String(renderChart(chart).markup);
    expect(drawn).toContain('--least-width: 506px');
    expect(drawn).toMatch(/<figure[^>]* class="full">.*<div class="pan" tabindex="0"/s);
    const [long] = many.map((brain) => ({ ...brain, brain: 'brain · sha256 abcdef01' }));
    expect(buildRobustnessChart({ ...result, brains: [long!, ...many.slice(1)] })!.minWidth).toBe(704);
    expect(String(renderChart(buildScoreChart(result)!).markup)).not.toContain('class="pan"');
  });

  it('are absent where nothing was scored', () => {
    const none = { ...result, brains: [] };
    expect([buildScoreChart(none), buildRobustnessChart(none)]).toEqual([null, null]);
  });
});

test('the report of a suite begins with it', () => {
  const analysis = analyseExperiment(suiteBrains.flatMap(([, runs]) => runs.map(({ row }) => row)));
  const parts = {
    charts: buildExperimentCharts(analysis),
    tables: buildExperimentTables(analysis),
    first: [buildSuiteSection(result)],
  };
  const page = renderExperimentPage(analysis, parts, { version: '1.2.3', made: new Date(0) });
  expect(page.indexOf('Suite v1')).toBeLessThan(page.indexOf('>Ranking<'));
  expect(page).toContain('sha256 abc');
});
