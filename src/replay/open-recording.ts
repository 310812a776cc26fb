import { scanBag } from '../bag/scan-bag';
import type { BagConnection, BagDamage } from '../bag/types';
import type { Circuit } from '../circuit/circuit';
import { BagError, messageOf } from '../errors';
import { type ChosenTopics, findTopics, formatDamage } from '../measure/metrics/bag/choose-topics';
import { LineProximity } from '../measure/metrics/bag/line-proximity';
import { type Reference, resolveReference } from '../measure/metrics/bag/reference';
import { type BagSurvey, surveyBag } from '../measure/metrics/bag/survey';
import { measureBag } from '../measure/metrics/measure-bag';
import type { MeasuredTopics } from '../measure/metrics/measurement';
import { readRunMetadata } from '../measure/metrics/run-metadata';
import type { RunMetrics } from '../measure/metrics/run-metrics';
import { BagRecording } from './bag-recording';
import { listMissing } from './missing';
import { DriveReader, type PoseRows } from './read-drive';
import type { Recording } from './recording';

export interface OpenRecordingOptions {
  /** Default: the circuit in the bag's metadata. */
  readonly circuit?: Circuit;
  readonly topics?: MeasuredTopics;
  readonly signal?: AbortSignal;
  /** Called with the share of the bag that has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Opens a bag of f1-brain, BehaviorMetrics or `rosbag record` for replay. What it lacks is missing in the recording, and
 * said there: images, odometry, commands, the circuit, an index, its end.
 * @throws BagError for a file that is no bag, or has nothing to replay; ConfigurationError for a requested topic that is
 *   missing
 */
export async function openRecording(file: string, options: OpenRecordingOptions = {}): Promise<Recording> {
  const { signal } = options;
  const survey = await surveyBag(file, signal === undefined ? {} : { signal });
  const recorded = readRunMetadata(survey.metadata);
  const topics = findTopics(file, survey.connections, options.topics ?? {}, recorded.topics);
  const reader = new DriveReader(topics, recorded);
  const reference = await resolveReference(
    options.circuit === undefined ? {} : { circuit: options.circuit },
    recorded,
  );
  const read = await readBag(file, { survey, topics, reader, reference }, options);
  if (reader.poses.length + reader.images.length + reader.decisions.length + reader.commands.length === 0) {
    throw new BagError(
      `${file}: has nothing to replay: no camera images, odometry, decisions or commands can be read` +
        formatDamage(survey.damage),
    );
  }
  const isElsewhere = reference.circuit !== null && isOffCircuit(reference.circuit, reader.poses);
  const known = isElsewhere ? { circuit: null, walls: null } : reference;
  const { brain, model, provider } = reader.driver;
  return new BagRecording({
    file,
    run: {
      ...recorded,
      brain: recorded.brain ?? brain,
      model: recorded.model ?? model,
      provider: recorded.provider ?? provider,
    },
    metrics: read.metrics,
    circuit: known.circuit,
    walls: known.walls,
    direction: read.metrics?.direction ?? recorded.direction ?? 'forward',
    duration_s: reader.duration_s,
    missing: listMissing({
      topics,
      connections: survey.connections,
      reader,
      notes: [...read.notes, ...reference.notes.map(({ reason }) => reason)],
      imageTransform: recorded.image_transform ?? null,
      circuit: reference.circuit,
      isElsewhere,
    }),
    poses: reader.poses,
    commands: reader.decisions.length > 0 ? reader.decisions : reader.commands,
    images: reader.images,
    isCompressed: typeOf(topics.camera, survey.connections) === 'sensor_msgs/CompressedImage',
  });
}

interface Opened {
  readonly survey: BagSurvey;
  readonly topics: ChosenTopics;
  readonly reader: DriveReader;
  readonly reference: Reference;
}

interface Read {
  /** Null without odometry of one car. */
  readonly metrics: RunMetrics | null;
  /** What is to be said of the bag as a whole. */
  readonly notes: readonly string[];
}

/** Reads the whole bag once. */
async function readBag(file: string, opened: Opened, options: OpenRecordingOptions): Promise<Read> {
  const { survey, topics, reader, reference } = opened;
  const { signal, onProgress } = options;
  const scanning = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  if (topics.odometry === null) {
    const { damage } = await scanBag(file, reader, scanning);
    return { metrics: null, notes: [...describeDamage(damage), ...topics.notes.map(({ reason }) => reason)] };
  }
  try {
    const { circuit } = reference;
    const asked = options.topics === undefined ? {} : { topics: options.topics };
    const { metrics, notes } = await measureBag(file, {
      ...scanning,
      ...asked,
      circuit,
      survey,
      also: reader,
    });
    // The other notes are about single metrics.
    return { metrics, notes: notes.flatMap(({ figure, reason }) => (figure === null ? [reason] : [])) };
  } catch (error) {
    // Several cars, or no readable pose: the rest can be replayed.
    if (!(error instanceof BagError) || reader.duration_s === 0) throw error;
    return { metrics: null, notes: [messageOf(error).replace(`${file}: `, '')] };
  }
}

function describeDamage(damage: readonly BagDamage[]): string[] {
  return damage.length === 0 ? [] : [formatDamage(damage).replace(/^ \(|\)$/g, '')];
}

/** Whether a drive was on another circuit. */
function isOffCircuit(circuit: Circuit, poses: PoseRows): boolean {
  const proximity = new LineProximity();
  let near_m: number | undefined;
  for (let i = 0; i < poses.length; i++) {
    const [x_m, y_m] = [poses.get('x_m', i), poses.get('y_m', i)];
    const { s_m, lateral_m } = circuit.project(x_m, y_m, near_m);
    near_m = s_m;
    const from = Math.max(0, i - 1);
    proximity.add(Math.hypot(x_m - poses.get('x_m', from), y_m - poses.get('y_m', from)), lateral_m);
  }
  return proximity.offCircuit;
}

function typeOf(topic: string | null, connections: readonly BagConnection[]): string | null {
  return connections.find((connection) => connection.topic === topic)?.type ?? null;
}
