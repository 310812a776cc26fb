import { formatNumber, formatPercent, MISSING } from '../../measure/report/format';
import { type Cell, numberColumn, type Table, textCell, textColumn } from '../../measure/report/tables';
import { formatColumns } from '../../support/terminal/columns';
import { shownCell } from '../report/tables/cells';
import type { SuiteScore } from './score';
import { SCORE_PARTS } from './score-settings';
import type { BrainResult, SuiteResult } from './suite-result';

/** A factor of the suite in words. */
export const factorName = (factor: string): string => factor.replaceAll('_', ' ');

/** Factors of a result, in the order of the suite. */
export function factorsOf({ brains }: SuiteResult): string[] {
  return [...new Set(brains.flatMap(({ robustness }) => Object.keys(robustness)))];
}

/** Laps completed under usual conditions, and of how many. */
export function clearLaps({ clear }: SuiteScore): { readonly completed: number; readonly runs: number } {
  const all = Object.values(clear);
  return {
    completed: all.reduce((sum, { completed }) => sum + completed, 0),
    runs: all.reduce((sum, { runs }) => sum + runs, 0),
  };
}

/** Score and parts of every brain, in percent of what could be had. */
export function buildScoreTable(result: SuiteResult): Table {
  const factors = factorsOf(result);
  return {
    name: 'suite',
    title: 'Scores, best first',
    columns: [
      textColumn('brain', 'brain'),
      { ...numberColumn('score', 'score'), better: 'higher' },
      ...SCORE_PARTS.map((part) => numberColumn(part, `${part} %`)),
      ...factors.map((factor) => numberColumn(factor, `${factorName(factor)} %`)),
      textColumn('clear', 'clear laps completed'),
    ],
    rows: result.brains.map((brain) => {
      const { completed, runs } = clearLaps(brain);
      return [
        textCell(brain.brain),
        shownCell(brain.score, formatNumber(brain.score, 1), brain.missing),
        ...SCORE_PARTS.map((part) => percentCell(brain.parts[part], brain)),
        ...factors.map((factor) => percentCell(brain.robustness[factor] ?? null, brain)),
        textCell(`${completed} of ${runs}`),
      ];
    }),
  };
}

function percentCell(share: number | null, { missing }: BrainResult): Cell {
  return shownCell(share, formatShare(share), missing);
}

/** A share of 0 to 1 in percent, without the sign. */
export function formatShare(share: number | null): string {
  return formatPercent(share === null ? null : 100 * share, 1);
}

/** The result of a suite as text for a terminal: the scores, and why some are missing. */
export function formatSuiteResult(result: SuiteResult): string {
  const table = buildScoreTable(result);
  const reasons = result.brains.flatMap(({ brain, missing }) =>
    missing === null ? [] : [`${brain} has no score: ${missing}.`],
  );
  return [
    `Suite ${result.suite.name}: ${result.suite.runs_per_brain} runs for each brain; parts in percent of what could be had`,
    '',
    formatColumns(
      [table.columns.map(({ name }) => name), ...table.rows.map((row) => row.map(({ text }) => text))],
      { isRight: (i) => i > 0 },
    ),
    ...(reasons.length === 0 ? [] : ['', ...reasons]),
  ].join('\n');
}

/** How a brain drove in a part under usual conditions, in words. */
export function formatClear(result: BrainResult, part: string): string {
  const found = result.clear[part];
  return found === undefined ? MISSING : `${found.completed} of ${found.runs}`;
}
