import type { Command } from 'commander';

export function addGuardOption(command: Command): Command {
  return command
    .option(
      '--guard',
      'over ROS: start a process that stops the car if the node hangs or is killed (default)',
    )
    .option('--no-guard', 'start no such process: another one stops the car');
}
