import type { Command } from 'commander';
import { ConfigurationError, quoted } from '../errors';
import { RUN_COLUMNS, type RunColumn, type RunRow } from '../experiment/run/run-row';
import { readConditions, requireColumn } from '../experiment/store/condition';
import { findDriven } from '../experiment/store/find-driven';
import { openStore } from '../experiment/store/open-store';
import { type RunQuery, readSort } from '../experiment/store/query';
import { readStore } from '../experiment/store/read-store';
import type { StoredRuns } from '../experiment/store/stored-runs';
import { count } from '../support/count';
import type { Invocation } from './io';
import { integerFrom, parseNames } from './options/parsers';
import { printError, printLines } from './print';
import { addDriven } from './runs/add-driven';
import { exportRuns, readExport } from './runs/export-runs';
import { type PruneOptions, parseDays, pruneRuns, requirePruneOptions } from './runs/prune-runs';
import { formatCell, formatRuns, splitColumns } from './runs/runs-table';

interface RunsOptions extends PruneOptions {
  where: string[];
  sort?: string[];
  columns?: string[];
  limit?: number;
  export?: string[];
  add?: string[];
  prune: boolean;
  rebuild: boolean;
  json: boolean;
}

const NO_FOLDER = '.';

/** Columns of the table where the user names none; the first ones have precedence where the terminal is narrow. */
const USUAL = (
  'experiment brain model circuit direction start corruption corruption_strength camera_rate_hz latency_ms compensation ' +
  'provider_asked laps repetition outcome laps_completed lap_seconds average_speed_mps position_deviation_mean_m ' +
  'position_deviation_max_m position_deviation_until_crash_max_m wall_contacts off_track_events step_time_p50_ms ' +
  'real_time_factor wall_s attempts simulator_crashes world car host detail'
).split(' ');
const USUAL_COLUMNS = USUAL.map((name) => requireColumn(name, '--columns'));
const ALWAYS = new Set(['brain', 'circuit', 'outcome', 'lap_seconds', 'position_deviation_max_m']);

export function addRuns(program: Command, cli: Invocation): Command {
  return program
    .command('runs')
    .description('list, filter, sort, export and prune the runs of an experiment')
    .argument('[folder]', 'folder of an experiment', NO_FOLDER)
    .option(
      '--where <condition>',
      'only runs for which it holds, such as brain=pilotnet, position_deviation_max_m>0.2, model~int8 ' +
        '(contains), lap_seconds= (missing); may be repeated',
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--sort <columns>', 'sort by these columns, each with :desc for descending order', parseNames)
    .option(
      '--columns <names>',
      'show these columns; all for every one (default: those that tell)',
      parseNames,
    )
    .option('--limit <number>', 'show no more runs than this', integerFrom(1))
    .option(
      '--export <format-and-target...>',
      'write the runs to a file: csv FILE, parquet FILE, json FILE (- for standard output); ' +
        'or to MLflow: mlflow FOLDER, mlflow http://HOST:PORT',
    )
    .option('--add <paths...>', 'add runs of lap and run: their folders, or bags, which are measured')
    .option('--prune', 'remove the runs that --where and the following options choose', false)
    .option('--failed', 'with --prune: only runs that ended by a fault', false)
    .option('--older-than <days>', 'with --prune: only runs that began so many days ago', parseDays)
    .option(
      '--keep-best <number>',
      'with --prune: keep so many of each brain, circuit and direction: the fastest completed, or the first by --sort',
      integerFrom(1),
    )
    .option('--bags-only', 'with --prune: remove only the bags; the runs stay in the table', false)
    .option('--dry-run', 'with --prune: say what would be removed', false)
    .option('--yes', 'with --prune: remove it', false)
    .option('--rebuild', 'make the table again from the folders of the runs', false)
    .option('--json', 'print the runs as a JSON list, with every column or those of --columns', false)
    .addHelpText(
      'after',
      '\nExit code 0: done. 1: the table cannot be used. 2: wrong arguments, or no runs there.',
    )
    .action((folder: string, options: RunsOptions) => runs(folder, options, cli));
}

async function runs(asked: string, options: RunsOptions, cli: Invocation): Promise<void> {
  const { add, prune, rebuild } = options;
  const { export: wanted, rest } =
    options.export === undefined ? { export: null, rest: [] } : readExport(options.export);
  const folder = folderOf(asked, rest);
  const query = queryOf(options);
  requirePruneOptions(options);
  const log = { warn: (line: string) => printError(cli, line) };
  const driven = add === undefined ? null : findDriven(add);
  if (rebuild || prune || driven !== null) {
    const store = openStore(folder, { create: driven !== null, frees: prune, log });
    try {
      if (rebuild)
        printError(cli, `${folder}: table made again from the folders of ${count(store.rebuild(), 'run')}`);
      if (driven !== null) cli.finish(await addDriven(store, driven, cli));
      else if (prune) pruneRuns(store, query, options, cli);
    } finally {
      store.close();
    }
    if (prune || driven !== null) return;
  }
  const store = readStore(folder, log);
  try {
    if (wanted !== null) await exportRuns(store, wanted, query, cli);
    else list(store, query, options, cli);
  } finally {
    store.close();
  }
}

/** The folder stands before the options, or behind the two values of --export. */
function folderOf(asked: string, rest: readonly string[]): string {
  const [behind, ...more] = rest;
  if (behind === undefined) return asked;
  if (asked === NO_FOLDER && more.length === 0) return behind;
  throw new ConfigurationError(
    `--export: takes a format and one target, found ${quoted(rest.join(' '))} too`,
  );
}

/** @throws ConfigurationError */
function queryOf({ where, sort = [], limit, columns }: RunsOptions): RunQuery {
  return {
    where: readConditions(where),
    sort: readSort(sort),
    ...(limit === undefined ? {} : { limit }),
    ...(columns === undefined ? {} : { columns: columnsOf(columns) }),
  };
}

function columnsOf(names: readonly string[]): readonly RunColumn[] {
  if (names.length === 1 && names[0] === 'all') return RUN_COLUMNS;
  return names.map((name) => requireColumn(name, '--columns'));
}

function list(store: StoredRuns, query: RunQuery, { json, where }: RunsOptions, cli: Invocation): void {
  if (json) {
    printRows(store.rows(query), cli);
    return;
  }
  const rows = store.rows({ ...query, columns: query.columns ?? USUAL_COLUMNS });
  if (rows.length === 0) {
    printLines(cli, [
      where.length > 0 ? `none of ${count(store.size, 'run')} matches` : 'no run is finished yet',
    ]);
    return;
  }
  printLines(
    cli,
    query.columns === undefined ? usualLines(rows, widthOf(cli)) : linesOf(rows, query.columns, widthOf(cli)),
  );
}

/** Written in parts: ten thousand runs with all columns are 30 MB. */
function printRows(rows: readonly RunRow[], { stdout }: Invocation): void {
  if (rows.length === 0) stdout.write('[]\n');
  for (const [i, row] of rows.entries()) {
    const text = JSON.stringify(row, null, 2).replaceAll('\n', '\n  ');
    stdout.write(`${i === 0 ? '[' : ','}\n  ${text}${i === rows.length - 1 ? '\n]\n' : ''}`);
  }
}

function usualLines(rows: readonly RunRow[], width: number): string[] {
  const { shown, constant } = splitColumns(rows, USUAL_COLUMNS, ALWAYS);
  const same = constant.map((column) => `${column.name} ${formatCell(rows[0]![column.name], column)}`);
  return [
    ...linesOf(rows, shown, width),
    ...(same.length === 0 ? [] : [`All: ${same.join(', ')}`]),
    summary(rows),
  ];
}

function linesOf(rows: readonly RunRow[], columns: readonly RunColumn[], width: number): string[] {
  const { lines, leftOut } = formatRuns(rows, columns, width);
  if (leftOut.length === 0) return [...lines, ''];
  const names = leftOut.map(({ name }) => name).join(', ');
  return [...lines, '', `Not shown for want of room (name them with --columns): ${names}`];
}

/** How many runs ended how. */
function summary(rows: readonly RunRow[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of rows) {
    const name = String(outcome ?? 'unknown');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  return `${count(rows.length, 'run')}: ${parts.join(', ')}`;
}

function widthOf({ stdout }: Invocation): number {
  return stdout.isTTY === true ? stdout.columns || 80 : Number.POSITIVE_INFINITY;
}
