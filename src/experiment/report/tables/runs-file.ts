import { appendFile, writeFile } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { csvText } from '../../../support/csv-text';
import { RUN_COLUMNS } from '../../run/run-row';
import type { ReportedRun } from '../reported-run';

/** Rows that are turned into text at once: tens of thousands would take hundreds of megabytes. */
const CHUNK = 500;

/** Writes the table of runs as it is, with what the report made of each: `label`, the brain as the report names it, and
 *  `counts`, whether it is evidence. */
export async function writeRunsFile(file: string, runs: readonly ReportedRun[]): Promise<void> {
  const columns = RUN_COLUMNS.map(({ name }) => name).filter((name) =>
    runs.some(({ row }) => row[name] != null),
  );
  await writeFile(file, stringify([[...columns, 'label', 'counts']]));
  for (let first = 0; first < runs.length; first += CHUNK) {
    const rows = runs
      .slice(first, first + CHUNK)
      .map((run) => [
        ...columns.map((name) => toText(run.row[name] ?? null)),
        csvText(run.brain),
        countsAs(run),
      ]);
    await appendFile(file, rows.map(formatRow).join(''));
  }
}

/** What needs no quotes is joined: it is by far the most, and quicker so. */
function formatRow(cells: readonly string[]): string {
  return cells.some((cell) => NEEDS_QUOTES.test(cell)) ? stringify([cells]) : `${cells.join(',')}\n`;
}

const NEEDS_QUOTES = /[",\r\n]/;

function toText(cell: string | number | boolean | null): string {
  return cell === null ? '' : typeof cell === 'string' ? csvText(cell) : String(cell);
}

function countsAs({ isFault, isCopy }: ReportedRun): string {
  return isFault ? 'no: fault' : isCopy ? 'no: copy' : 'yes';
}
