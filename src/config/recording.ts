import type { Section } from './section';

export const RECORDED_IMAGES = ['none', 'raw', 'jpeg'] as const;
export const RECORDING_COMPRESSIONS = ['none', 'lz4'] as const;
export const RECORDING_FAILURES = ['drive', 'stop'] as const;

/** What a run records into its bag. */
export interface RecordingSettings {
  readonly enabled: boolean;
  /** Camera frames as they arrived, as JPEG, or only the first. */
  readonly images: (typeof RECORDED_IMAGES)[number];
  /** Of the bag's chunks. */
  readonly compression: (typeof RECORDING_COMPRESSIONS)[number];
  /** What the car does when the recording fails. */
  readonly onFailure: (typeof RECORDING_FAILURES)[number];
}

export const DEFAULT_RECORDING: RecordingSettings = {
  enabled: true,
  images: 'none',
  compression: 'none',
  onFailure: 'drive',
};

/** `Behaviors.Recording` of a brain's YAML: f1-brain's own section. */
export function readRecording(section: Section | null): RecordingSettings {
  section?.allow(['Enabled', 'Images', 'Compression', 'OnFailure']);
  const one = <T extends string>(key: string, choices: readonly T[], otherwise: T) =>
    section?.has(key) ? section.oneOf(key, choices) : otherwise;
  return {
    enabled: section?.optionalBoolean('Enabled') ?? DEFAULT_RECORDING.enabled,
    images: one('Images', RECORDED_IMAGES, DEFAULT_RECORDING.images),
    compression: one('Compression', RECORDING_COMPRESSIONS, DEFAULT_RECORDING.compression),
    onFailure: one('OnFailure', RECORDING_FAILURES, DEFAULT_RECORDING.onFailure),
  };
}
