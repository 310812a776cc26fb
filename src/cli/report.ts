import type { Command } from 'commander';
import { loadCircuit } from '../circuit/load';
import { findBags } from '../measure/report/input/find-bags';
import { readRuns } from '../measure/report/input/read-runs';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import { version } from '../support/version';
import type { Invocation } from './io';
import { addTopicOptions, type TopicOptions, topicsOf } from './options/topics';

interface ReportOptions extends TopicOptions {
  perfectLap?: string;
  circuit?: string;
  out?: string;
}

export function addReport(program: Command, cli: Invocation): Command {
  const command = program
    .command('report')
    .description('write one page, pictures and tables about any number of recorded runs')
    .argument('<path...>', 'bags, run folders, or folders that hold them')
    .option(
      '--perfect-lap <bag>',
      "perfect lap for BehaviorMetrics' figures (default: the circuit's own line)",
    )
    .option(
      '--circuit <name>',
      'circuit of the bags that do not say it: a name, circuit file or perfect-lap bag',
    );
  return addTopicOptions(command)
    .option('--out <folder>', 'folder to write into (default: out/TIME-report)')
    .addHelpText(
      'after',
      '\nExit code 0: written, every run in it. 1: written, but some runs could not be read. 6: none could.',
    )
    .action(async (paths: string[], options: ReportOptions) => {
      const files = findBags(paths);
      const circuit = options.circuit === undefined ? undefined : await loadCircuit(options.circuit);
      const folder = openOutputFolder(options.out ?? null, 'report', cli);
      const line = new ProgressBar(cli.stderr);
      const { runs, failed } = await readRuns(files, {
        series: true,
        topics: topicsOf(options),
        ...(options.perfectLap === undefined ? {} : { perfectLap: options.perfectLap }),
        ...(circuit === undefined ? {} : { circuit }),
        onProgress: (share, file) => line.show(share, `measuring ${file}`),
      });
      line.clear();
      for (const { reason } of failed) cli.stderr.write(`f1-brain: ${reason}\n`);
      if (runs.length === 0) {
        cli.stderr.write('f1-brain: no run could be read, so there is nothing to report\n');
        cli.finish(6);
        return;
      }
      const { page, page_bytes, charts } = await loadReportWriter().writeReport(folder, runs, failed, {
        version: version(),
        made: new Date(),
        onChart: (drawn, all) => line.show(drawn / all, `drawing picture ${drawn} of ${all}`),
      });
      line.clear();
      cli.stdout.write(
        `${page} (${(page_bytes / 1e6).toFixed(1)} MB): ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ` +
          `${charts} charts as SVG and PNG in charts/, tables in tables/\n`,
      );
      cli.finish(failed.length > 0 ? 1 : 0);
    });
}
