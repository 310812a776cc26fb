import path from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, messageOf } from '../errors';
import { formatExperimentTable } from '../experiment/report/terminal';
import { writeExperimentReport } from '../experiment/report/write-experiment-report';
import { RUNS_FOLDER } from '../experiment/store/layout';
import { readStoredSuites } from '../experiment/suite/stored-suite';
import { formatSuiteResult } from '../experiment/suite/suite-table';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { count } from '../support/count';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import { version } from '../support/version';
import { explainExperiment } from './experiment-moments';
import type { Invocation } from './io';
import { integerFrom } from './options/parsers';
import { addRunsOptions, type RunsOptions, readRunsBelow } from './options/runs';
import { isStore, readStoreRows } from './options/stores';
import { printError, printLines } from './print';
import { explainListener, explainRuns, USUAL_MOMENTS } from './report-moments';

/** More would make a page too large. */
const MOST_MOMENTS = 24;

interface ReportOptions extends RunsOptions {
  moments?: number;
  out?: string;
}

export function addReport(program: Command, cli: Invocation): Command {
  const command = program
    .command('report')
    .description('write a page, charts and tables about any number of recorded runs')
    .argument('<path...>', 'bags, run folders, or folders that hold them; or folders of experiments');
  return addRunsOptions(command)
    .option(
      '--moments <number>',
      `worst moments of each run with camera images, with what its network looked at; 0 for none (default: ${USUAL_MOMENTS})`,
      integerFrom(0, MOST_MOMENTS),
    )
    .option('--out <folder>', 'folder to write into (default: out/TIME-report)')
    .addHelpText(
      'after',
      '\nExit code 0: written, with every run. 1: written, but some runs could not be read. 6: none could.',
    )
    .action(async (paths: string[], options: ReportOptions) => {
      cli.finish(await report(paths, options, cli));
    });
}

async function report(paths: readonly string[], options: ReportOptions, cli: Invocation): Promise<number> {
  if (areStores(paths, options)) return reportStores(paths, options, cli);
  const folder = openOutputFolder(options.out ?? null, 'report', cli);
  const { runs, failed } = await readRunsBelow(paths, options, true, cli);
  if (runs.length === 0) {
    printError(cli, 'no run could be read, so there is nothing to report');
    return 6;
  }
  const bar = new ProgressBar(cli.stderr);
  const listener = explainListener(bar, cli);
  const moments = await explainRuns(runs, options.moments ?? USUAL_MOMENTS, options, listener).finally(() =>
    bar.clear(),
  );
  const { page, page_bytes, charts } = await loadReportWriter()
    .writeReport(folder, runs, failed, {
      version: version(),
      made: new Date(),
      moments,
      onChart: (drawn, all) => bar.show(drawn / all, `drawing chart ${drawn} of ${all}`),
    })
    .finally(() => bar.clear());
  printLines(cli, [
    `${page} (${(page_bytes / 1e6).toFixed(1)} MB): ${count(runs.length, 'run')}, ` +
      `${count(charts, 'chart')} as SVG and PNG in charts/, tables in tables/`,
  ]);
  return failed.length > 0 ? 1 : 0;
}

/** Whether the paths are folders of an experiment's runs. @throws ConfigurationError where only some are */
function areStores(paths: readonly string[], { out: _out, moments: _, ...forBags }: ReportOptions): boolean {
  const stores = paths.filter(isStore);
  if (stores.length === 0) return false;
  const other = paths.find((given) => !isStore(given));
  if (other !== undefined) {
    throw new ConfigurationError(
      `${other}: holds no experiment, and ${stores[0]} does; report the one or the other, or the bags in ${path.join(stores[0]!, RUNS_FOLDER)}`,
    );
  }
  if (Object.keys(forBags).length === 0) return true;
  throw new ConfigurationError(
    `${stores[0]}: its metrics were measured when it drove, so options about bags do not apply; leave them out, or name the bags in ${path.join(stores[0]!, RUNS_FOLDER)}`,
  );
}

async function reportStores(
  stores: readonly string[],
  { out, moments: wanted = USUAL_MOMENTS }: ReportOptions,
  cli: Invocation,
): Promise<number> {
  const stored = stores.map((folder) => ({ folder, rows: readStoreRows(folder, cli) }));
  const rows = stored.flatMap((store) => store.rows);
  if (rows.length === 0) {
    printError(cli, 'no run has finished, so there is nothing to report');
    return 6;
  }
  const suites = readStoredSuites(stored, (reason) =>
    printError(cli, `warning: the report has no scores of a suite: ${messageOf(reason)}`),
  );
  const folder = openOutputFolder(out ?? null, 'report', cli);
  const bar = new ProgressBar(cli.stderr);
  const moments = await explainExperiment(stored, rows, wanted, explainListener(bar, cli)).finally(() =>
    bar.clear(),
  );
  const { page, page_bytes, charts } = await writeExperimentReport(rows, folder, {
    moments,
    first: suites.map(({ section }) => section),
    onChart: (drawn, all) => bar.show(drawn / all, `drawing chart ${drawn} of ${all}`),
  }).finally(() => bar.clear());
  printLines(cli, [
    ...suites.flatMap(({ result, missing }) => [
      formatSuiteResult(result),
      ...(missing === null ? [''] : ['', missing, '']),
    ]),
    formatExperimentTable(rows),
    '',
    `${page} (${(page_bytes / 1e6).toFixed(1)} MB): ${count(rows.length, 'run')}, ` +
      `${count(charts, 'chart')} as SVG and PNG in charts/, tables in tables/`,
  ]);
  return 0;
}
