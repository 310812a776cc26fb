import type { Command } from 'commander';
import { ConfigurationError } from '../errors';
import { formatPlan, planJson } from '../experiment/plan/format-plan';
import { planExperiments } from '../experiment/plan/plan-experiments';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom } from './options/parsers';
import { printJson, printLines } from './print';

interface ExperimentOptions {
  readonly out?: string;
  readonly workers?: number;
  readonly world?: 'lockstep' | 'ros' | 'gazebo';
  readonly random?: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

export function addExperiment(program: Command, cli: Invocation): Command {
  return program
    .command('experiment')
    .description('drive every brain on every circuit, several times: the runs of experiment files')
    .argument('<files...>', "BehaviorMetrics' multi-run YAML as it is, or a file as in docs/experiments.md")
    .option('--out <folder>', 'folder that keeps the runs (default: out/NAME)')
    .option('--workers <number>', 'runs at once (default: what the file says)', integerFrom(1, 1024))
    .addOption(
      choice('--world <kind>', "where the brains of BehaviorMetrics' files drive (default: lockstep)", [
        'lockstep',
        'ros',
        'gazebo',
      ]),
    )
    .option('--random', "random start poses in BehaviorMetrics' files, as with its own --random")
    .option('--plan', 'print the runs and the expected time, and drive none', false)
    .option('--json', 'print one JSON object on standard output', false)
    .action((files: string[], options: ExperimentOptions) => experiment(files, options, cli));
}

async function experiment(files: string[], options: ExperimentOptions, cli: Invocation): Promise<void> {
  const { out, plan: planOnly, json, ...rest } = options;
  const plan = await planExperiments(files, rest);
  const folder = out ?? `out/${plan.name}`;
  if (!planOnly) throw new ConfigurationError('f1-brain experiment only plans so far: give --plan');
  if (json) {
    printJson(cli, planJson(plan, folder));
    return;
  }
  printLines(cli, formatPlan(plan, folder));
}
