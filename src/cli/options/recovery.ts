import type { Command } from 'commander';
import { MOST_RECOVERIES, RECOVERIES } from '../../config/recovery';
import { choice } from './common';
import { integerFrom } from './parsers';

export function addRecoveryOptions(command: Command): Command {
  return command
    .addOption(
      choice(
        '--recovery <how>',
        "put a car that cannot go on back on the line, or end its laps (default: the YAML's Recovery, else none)",
        RECOVERIES,
      ),
    )
    .option(
      '--recovery-limit <number>',
      "end the run instead of more recoveries than this (default: the YAML's RecoveryLimit, else 10)",
      integerFrom(1, MOST_RECOVERIES),
    );
}
