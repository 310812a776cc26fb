import type { Command } from 'commander';
import { RECORDED_IMAGES, RECORDING_COMPRESSIONS, RECORDING_FAILURES } from '../../config/recording';
import { choice } from './common';

export function addRecordOptions(command: Command): Command {
  return command
    .option('--record', "record into a bag (default: the YAML's Recording, else on)")
    .option('--no-record', 'leave no record but the statistics')
    .addOption(
      choice(
        '--record-images <how>',
        'record camera frames as they come, as jpeg, or none but the first (default: none)',
        RECORDED_IMAGES,
      ),
    )
    .addOption(
      choice('--record-compression <how>', "of the bag's chunks (default: none)", RECORDING_COMPRESSIONS),
    )
    .addOption(
      choice(
        '--on-record-failure <what>',
        'drive on or stop the car when recording cannot go on (default: drive)',
        RECORDING_FAILURES,
      ),
    );
}
