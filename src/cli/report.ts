import type { Command } from 'commander';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import { version } from '../support/version';
import type { Invocation } from './io';
import { addRunsOptions, type RunsOptions, readRunsBelow } from './options/runs';
import { printError, printLines } from './print';

interface ReportOptions extends RunsOptions {
  out?: string;
}

export function addReport(program: Command, cli: Invocation): Command {
  const command = program
    .command('report')
    .description('write a page, charts and tables about any number of recorded runs')
    .argument('<path...>', 'bags, run folders, or folders that hold them');
  return addRunsOptions(command)
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
  const folder = openOutputFolder(options.out ?? null, 'report', cli);
  const { runs, failed } = await readRunsBelow(paths, options, true, cli);
  if (runs.length === 0) {
    printError(cli, 'no run could be read, so there is nothing to report');
    return 6;
  }
  const bar = new ProgressBar(cli.stderr);
  const { page, page_bytes, charts } = await loadReportWriter()
    .writeReport(folder, runs, failed, {
      version: version(),
      made: new Date(),
      onChart: (drawn, all) => bar.show(drawn / all, `drawing chart ${drawn} of ${all}`),
    })
    .finally(() => bar.clear());
  printLines(cli, [
    `${page} (${(page_bytes / 1e6).toFixed(1)} MB): ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ` +
      `${charts} charts as SVG and PNG in charts/, tables in tables/`,
  ]);
  return failed.length > 0 ? 1 : 0;
}
