import type { Command } from 'commander';
import { loadCircuit } from '../../circuit/load';
import { findBags } from '../../measure/report/input/find-bags';
import { type ReadRuns, readRuns } from '../../measure/report/input/read-runs';
import { ProgressBar } from '../../support/terminal/progress-bar';
import type { Invocation } from '../io';
import { printError } from '../print';
import { addTopicOptions, type TopicOptions, topicsOf } from './topics';

/** What the command line says of recorded runs. */
export interface RunsOptions extends TopicOptions {
  perfectLap?: string;
  circuit?: string;
}

/** The options of every command that reads folders of runs. */
export function addRunsOptions(command: Command): Command {
  command
    .option(
      '--perfect-lap <bag>',
      "perfect lap for BehaviorMetrics' metrics (default: the circuit's own line)",
    )
    .option(
      '--circuit <name>',
      'circuit of bags that do not name theirs: a name, generated:SEED, circuit file or perfect-lap bag',
    );
  return addTopicOptions(command);
}

/** Measures all runs below the paths; those that cannot be read are reported, a line each.
 *  @param series whether charts will be drawn */
export async function readRunsBelow(
  paths: readonly string[],
  options: RunsOptions,
  series: boolean,
  cli: Invocation,
): Promise<ReadRuns> {
  const { perfectLap, circuit } = options;
  const bar = new ProgressBar(cli.stderr);
  const read = await readRuns(findBags(paths), {
    series,
    topics: topicsOf(options),
    ...(perfectLap === undefined ? {} : { perfectLap }),
    ...(circuit === undefined ? {} : { circuit: await loadCircuit(circuit) }),
    onProgress: (share, file) => bar.show(share, `measuring ${file}`),
  }).finally(() => bar.clear());
  for (const { reason } of read.failed) printError(cli, reason);
  return read;
}
