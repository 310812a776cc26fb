import type { Command } from 'commander';
import type { Dataset } from '../../models/dataset/dataset';
import { parseLabelUnits } from '../../models/dataset/label-units';
import type { Invocation } from '../io';

/** For commands that read datasets of other programs. */
export function addLabelUnits(command: Command): Command {
  return command.option(
    '--label-units <units>',
    'units of labels that are not in m/s and rad/s, e.g. v=mph,w=normalized:1.5 (docs/datasets.md)',
    parseLabelUnits,
  );
}

/** Says on standard error what was assumed about the labels of another program's dataset. */
export function printAssumptions({ assumptions }: Pick<Dataset, 'assumptions'>, cli: Invocation): void {
  for (const line of assumptions) cli.stderr.write(`f1-brain: ${line}\n`);
}
