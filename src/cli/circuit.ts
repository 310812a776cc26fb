import type { Command } from 'commander';
import { addCircuitLearn } from './circuit-learn';
import type { Invocation } from './io';

/** Everything that makes circuits. */
export function addCircuit(program: Command, cli: Invocation): Command {
  const command = program.command('circuit').description('make circuits from recorded drives');
  addCircuitLearn(command, cli);
  return command;
}
