import type { Command } from 'commander';
import { RECORDED_IMAGES, RECORDING_COMPRESSIONS, RECORDING_FAILURES } from '../../config/recording';
import { choice } from './common';

export function addRecordOptions(command: Command): Command {
  return command
    .option('--record', "record a bag (default: the YAML's Recording, else on)")
    .option('--no-record', 'record no bag; statistics are written all the same')
    .addOption(
      choice(
        '--record-images <how>',
        'record camera frames as they arrive, as JPEG, or only the first (default: none)',
        RECORDED_IMAGES,
      ),
    )
    .addOption(
      choice(
        '--record-compression <how>',
        "compression of the bag's chunks (default: none)",
        RECORDING_COMPRESSIONS,
      ),
    )
    .addOption(
      choice(
        '--on-record-failure <what>',
        'keep driving or stop the car when recording fails (default: drive)',
        RECORDING_FAILURES,
      ),
    );
}
