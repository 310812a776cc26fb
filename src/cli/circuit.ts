import type { Command } from 'commander';
import { addCircuitGenerate } from './circuit-generate';
import { addCircuitLearn } from './circuit-learn';
import type { Invocation } from './io';

/** Everything that makes circuits. */
export function addCircuit(program: Command, cli: Invocation): Command {
  const command = program
    .command('circuit')
    .description('make circuits: from recorded drives, or from seeds');
  addCircuitLearn(command, cli);
  addCircuitGenerate(command, cli);
  return command;
}
