import type { BagConnection } from '../bag/types';
import type { Circuit } from '../circuit/circuit';
import { type ChosenTopics, formatTopics, listTopics } from '../measure/metrics/bag/choose-topics';
import type { DriveReader } from './read-drive';

const IMAGE_TYPES = ['sensor_msgs/Image', 'sensor_msgs/CompressedImage'];

export interface FoundInBag {
  readonly topics: ChosenTopics;
  readonly connections: readonly BagConnection[];
  readonly reader: DriveReader;
  /** What the bag itself says: damage, several topics of a kind, an unknown circuit. */
  readonly notes: readonly string[];
  /** Corruption of the images that the brain saw; null for none. */
  readonly imageTransform: string | null;
  /** As named; null where it is unknown. */
  readonly circuit: Circuit | null;
  /** Whether the car drove nowhere near it. */
  readonly isElsewhere: boolean;
}

/** What a bag lacks, and what is therefore not shown: one line each. */
export function listMissing(found: FoundInBag): string[] {
  const lines = [
    ...found.notes,
    explainImages(found),
    explainCorruption(found),
    explainPoses(found),
    explainCircuit(found),
    explainCommands(found),
  ];
  return [...new Set(lines.filter((line) => line !== null))];
}

function explainImages({ topics, connections, reader }: FoundInBag): string | null {
  if (reader.images.length > 0) return null;
  const what = 'the camera and what networks see are not shown';
  if (topics.camera !== null) return `no image on ${topics.camera} can be read: ${what}`;
  const images = connections.filter(({ type }) => IMAGE_TYPES.includes(type)).map(({ topic }) => topic);
  if (images.length > 1) {
    return `camera images on ${[...new Set(images)].sort().join(', ')}: choose one with --camera-topic; until then ${what}`;
  }
  const names = formatTopics(listTopics(connections));
  return `no camera images (its topics are ${names}): ${what}; record with --record-images`;
}

function explainCorruption({ imageTransform, reader }: FoundInBag): string | null {
  if (imageTransform === null || reader.images.length === 0) return null;
  return `its brain saw the images corrupted (${imageTransform}): they are shown, and answered by models, as the camera had them`;
}

function explainPoses({ reader }: FoundInBag): string | null {
  return reader.poses.length > 0
    ? null
    : "no odometry: the car's place, its path, its own speed and laps are not shown";
}

function explainCircuit({ circuit, isElsewhere, reader, notes }: FoundInBag): string | null {
  if (reader.poses.length === 0) return null;
  if (isElsewhere) {
    return `the car was nowhere near ${circuit?.name}: deviation and laps are not shown; name its circuit with --circuit`;
  }
  if (circuit !== null || notes.some((note) => note.includes('--circuit'))) return null;
  return 'the circuit is unknown: deviation and laps are not shown; name it with --circuit';
}

function explainCommands({ reader, topics }: FoundInBag): string | null {
  if (reader.decisions.length > 0) return null;
  if (reader.commands.length === 0) {
    return "neither decisions nor commands (geometry_msgs/Twist): the brain's answers are not shown";
  }
  return `no decisions of f1-brain: commands are those of ${topics.command}, step time and latency are not shown`;
}
