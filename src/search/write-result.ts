import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cardFileOf } from '../config/model-card';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { makeFolder } from '../support/make-folder';
import { writeFiles } from '../support/write-files';
import { findWinner, winnerFile } from './build-result';
import { buildSearchChart } from './report/search-chart';
import { buildCandidateTable, buildSensitivityTable } from './report/tables';
import type { SearchResult } from './search-result';
import type { SearchState } from './search-state';

/** Writes search.json, tables, the chart, and the winner with its card in place of an earlier one. */
export async function writeResult(state: SearchState, result: SearchResult): Promise<void> {
  const { folder } = result;
  placeWinner(state);
  writeFiles([[path.join(folder, 'search.json'), `${JSON.stringify(result, null, 2)}\n`]]);
  const { writeCharts, writeTables } = loadReportWriter();
  const tables = [buildCandidateTable(result)];
  if (result.sensitivity.length > 0) tables.push(buildSensitivityTable(result));
  writeTables(folder, tables);
  const chart = buildSearchChart(result);
  if (chart !== null) await writeCharts(folder, [chart]);
}

function placeWinner(state: SearchState): void {
  const winner = findWinner(state);
  const into = path.join(state.folder, 'winner');
  rmSync(into, { recursive: true, force: true });
  if (winner === null) return;
  const file = winnerFile(state, winner);
  makeFolder(into);
  copyFileSync(winner.made.file, file);
  copyFileSync(cardFileOf(winner.made.file), cardFileOf(file));
}
