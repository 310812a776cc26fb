import type { Command } from 'commander';
import { FINISHES, MOST_LAPS } from '../../session/setup/settings';
import { choice } from './common';
import { integerFrom } from './parsers';

export function addStartOptions(command: Command): Command {
  return command
    .option(
      '--start <where>',
      'where the car starts: as-is, reset, circuit, random, or a .csv file (default: as-is)',
    )
    .option('--start-row <number>', 'row of that file (default: chosen by --seed)', integerFrom(1))
    .option(
      '--laps <number>',
      'end after this many laps of the circuit (default: no end)',
      integerFrom(1, MOST_LAPS),
    )
    .option(
      '--standstill <seconds>',
      'give the laps up after this long without progress, whatever keeps the car (default: 30)',
      integerFrom(1, 86_400),
    )
    .addOption(
      choice('--finish <how>', 'leave physics running or paused at the end (default: go-on)', FINISHES),
    );
}
