import type { ReportSection } from '../report/report-section';
import { buildRobustnessChart, buildScoreChart } from './suite-charts';
import type { SuiteResult } from './suite-result';
import { buildScoreTable } from './suite-table';

/** What the report of a suite begins with. */
export function buildSuiteSection(result: SuiteResult): ReportSection {
  const { name, sha256, runs_per_brain } = result.suite;
  return {
    id: 'suite',
    title: `Suite ${name}`,
    notes: [
      `Score: one number from 0 to 100 for each brain, from ${runs_per_brain} runs; docs/suite.md has the formulas.`,
      'Success, deviation, speed and infractions are of runs in clear weather with a prompt camera, every circuit counting the same. Robustness is the mean over the factors. A run that did not complete its lap has no points.',
      `Suite ${name}, sha256 ${sha256}; f1-brain ${result.driven_by.program_versions.join(', ')}; ${result.driven_by.cpus.join(', ')}.`,
    ],
    charts: [buildScoreChart(result), buildRobustnessChart(result)].filter((chart) => chart !== null),
    tables: [buildScoreTable(result)],
  };
}
