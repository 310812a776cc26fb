import type { RecordingSettings } from '../config/recording';

/** The recording's part of a command line; what is absent is the YAML's to say. */
export interface RecordOptions {
  record?: boolean;
  recordImages?: RecordingSettings['images'];
  recordCompression?: RecordingSettings['compression'];
  onRecordFailure?: RecordingSettings['onFailure'];
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
