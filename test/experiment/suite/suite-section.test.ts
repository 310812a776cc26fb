import { analyseExperiment } from '../../../src/experiment/report/analysis';
import { buildExperimentCharts } from '../../../src/experiment/report/experiment-charts';
import { renderExperimentPage } from '../../../src/experiment/report/page';
import { buildExperimentTables } from '../../../src/experiment/report/tables/experiment-tables';
import { type SuiteRun, scoreBrain } from '../../../src/experiment/suite/score';
import type { ScoreSettings } from '../../../src/experiment/suite/score-settings';
import { buildRobustnessChart, buildScoreChart } from '../../../src/experiment/suite/suite-charts';
import type { SuiteResult } from '../../../src/experiment/suite/suite-result';
import { buildSuiteSection } from '../../../src/experiment/suite/suite-section';
import { buildScoreTable, formatSuiteResult } from '../../../src/experiment/suite/suite-table';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { drivenRow } from '../report/rows';

const score: ScoreSettings = {
  half_points_deviation_m: 0.05,
  full_points_speed_mps: 20,
  line_lost_m: 1,
  weights: { success: 0.3, deviation: 0.15, speed: 0.15, infractions: 0.1, robustness: 0.3 },
};

function runsOf(
  brain: string,
  deviation_m: number,
  outcome: 'completed' | 'left_track' | 'fault',
): SuiteRun[] {
  const fog = { corruption: { name: 'fog', strength: 2 } } as const;
  return [
    { part: 'known', factor: null, row: drivenRow({ brain, deviation_m }) },
    { part: 'fog', factor: 'image_corruption', row: drivenRow({ brain, deviation_m, outcome, plan: fog }) },
  ];
}

const brains = [
  ['good', runsOf('good', 0.01, 'completed')],
  ['fair', runsOf('fair', 0.05, 'left_track')],
  ['broken', runsOf('broken', 0.05, 'fault')],
] as const;
const measured = { brain_sha256: 'a', model: null, model_sha256: null, card_sha256: null };
const result: SuiteResult = {
  format: 1,
  suite: { name: 'v1', sha256: 'abc', runs_per_brain: 2, score },
  program_version: '1.2.3',
  driven_by: { program_versions: ['1.2.3'], node_versions: ['v20'], cpus: ['a processor'] },
  driven_until: null,
  brains_asked: [],
  brains: brains.map(([brain, runs]) => ({ brain, ...measured, ...scoreBrain(runs, 2, score) })),
  runs: [],
};

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

  it('are absent where nothing was scored', () => {
    const none = { ...result, brains: [] };
    expect([buildScoreChart(none), buildRobustnessChart(none)]).toEqual([null, null]);
  });
});

test('the report of a suite begins with it', () => {
  const analysis = analyseExperiment(brains.flatMap(([, runs]) => runs.map(({ row }) => row)));
  const parts = {
    charts: buildExperimentCharts(analysis),
    tables: buildExperimentTables(analysis),
    first: buildSuiteSection(result),
  };
  const page = renderExperimentPage(analysis, parts, { version: '1.2.3', made: new Date(0) });
  expect(page.indexOf('Suite v1')).toBeLessThan(page.indexOf('>Ranking<'));
  expect(page).toContain('sha256 abc');
});
