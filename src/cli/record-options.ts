import type { Command } from 'commander';
import {
  RECORDED_IMAGES,
  RECORDING_COMPRESSIONS,
  RECORDING_FAILURES,
  type RecordingSettings,
} from '../config/recording';
import { choice } from './options';

/** The recording's part of a command line; what is absent is the YAML's to say. */
export interface RecordOptions {
  record?: boolean;
  recordImages?: RecordingSettings['images'];
  recordCompression?: RecordingSettings['compression'];
  onRecordFailure?: RecordingSettings['onFailure'];
}

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

/** What the command line says goes before what the brain's YAML says. */
export function recordingSettings(options: RecordOptions, yaml: RecordingSettings): RecordingSettings {
  return {
    enabled: options.record ?? yaml.enabled,
    images: options.recordImages ?? yaml.images,
    compression: options.recordCompression ?? yaml.compression,
    onFailure: options.onRecordFailure ?? yaml.onFailure,
  };
}
