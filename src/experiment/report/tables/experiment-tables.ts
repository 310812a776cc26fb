import type { Table } from '../../../measure/report/tables';
import type { ExperimentAnalysis } from '../analysis';
import type { Factor } from '../factors';
import type { Ranking } from '../ranking';
import { buildFactorTable } from './factor-table';
import { buildBestTable, buildPairsTable } from './ranking-tables';
import { buildFaultsTable, buildOutcomesTable, buildWithheldTable } from './run-tables';
import { buildBrainsTable, buildCoursesTable } from './summary-tables';

/** The tables that the page and the files of a report share. */
export interface ExperimentTables {
  readonly brains: Table;
  readonly courses: Table;
  readonly best: Table;
  readonly pairs: ReadonlyMap<Ranking, Table>;
  readonly factors: ReadonlyMap<Factor, Table>;
  readonly outcomes: Table;
  readonly withheld: Table;
  readonly faults: Table;
}

export function buildExperimentTables(analysis: ExperimentAnalysis): ExperimentTables {
  return {
    brains: buildBrainsTable(analysis),
    courses: buildCoursesTable(analysis),
    best: buildBestTable(analysis),
    pairs: new Map(analysis.rankings.map((ranking) => [ranking, buildPairsTable(ranking)])),
    factors: new Map(analysis.factors.map((factor) => [factor, buildFactorTable(factor)])),
    outcomes: buildOutcomesTable(analysis),
    withheld: buildWithheldTable(analysis),
    faults: buildFaultsTable(analysis),
  };
}

/** The tables in the order of the page. */
export function listTables(tables: ExperimentTables): Table[] {
  const { brains, courses, best, pairs, factors, outcomes, withheld, faults } = tables;
  return [brains, courses, best, ...pairs.values(), ...factors.values(), outcomes, withheld, faults];
}
