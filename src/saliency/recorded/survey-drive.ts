import { scanBag } from '../../bag/scan-bag';
import type { BagConnection, BagVisitor, MessageHandler } from '../../bag/types';
import type { Circuit } from '../../circuit/circuit';
import { BagError } from '../../errors';
import { chooseTopics } from '../../measure/metrics/bag/choose-topics';
import { resolveReference } from '../../measure/metrics/bag/reference';
import { surveyBag } from '../../measure/metrics/bag/survey';
import type { MeasuredTopics } from '../../measure/metrics/measurement';
import { type RecordedRun, readRunMetadata } from '../../measure/metrics/run-metadata';
import {
  decodeCompressedImage,
  decodeImage,
  decodeOdometry,
  planarMotion,
  readDecision,
  readDecisionJson,
} from '../../messages/index';
import type { Command, Stamp } from '../../types';

/** A camera image of a bag. */
export interface RecordedFrame {
  /** Number of the image in the bag; the first is 0. */
  readonly index: number;
  /** Seconds since the first image, by the recording times. */
  readonly time_s: number;
  /** Of the car from the line when the image was recorded, positive to the left in driving direction; null without a line or
   *  before the first pose. */
  readonly deviation_m: number | null;
  /** What the brain that drove answered to it, before compensation; null where the bag does not tell. */
  readonly driven: Command | null;
}

export interface SurveyedDrive {
  readonly file: string;
  readonly cameraTopic: string;
  readonly recorded: RecordedRun;
  readonly circuit: Circuit | null;
  readonly frames: readonly RecordedFrame[];
}

export interface SurveyOptions {
  readonly topics?: MeasuredTopics;
  /** Default: the circuit in the bag's metadata. */
  readonly circuit?: Circuit;
  readonly signal?: AbortSignal;
  /** Called with the share of the bag that has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Lists the images of a bag with where the car was and what the brain answered.
 *  @throws BagError for a bag that cannot be read or has no camera; ConfigurationError for a requested topic that is missing */
export async function surveyDrive(file: string, options: SurveyOptions = {}): Promise<SurveyedDrive> {
  const { signal, onProgress, circuit } = options;
  const survey = await surveyBag(file, signal === undefined ? {} : { signal });
  const recorded = readRunMetadata(survey.metadata);
  const topics = chooseTopics(file, survey.connections, options.topics ?? {}, recorded.topics, survey.damage);
  if (topics.camera === null) {
    const topicsFound = survey.connections.map(({ topic }) => topic);
    throw new BagError(
      `${file}: has no camera images to look at (its topics are ${[...new Set(topicsFound)].sort().join(', ')}); ` +
        'record with --record-images, or choose the topic with --camera-topic',
    );
  }
  const reference = await resolveReference(circuit === undefined ? {} : { circuit }, recorded);
  const visitor = new DriveSurveyor(topics, reference.circuit, recorded.direction === 'reverse');
  await scanBag(file, visitor, {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const frames = visitor.frames();
  if (frames.length === 0) throw new BagError(`${file}: no image on ${topics.camera} can be read`);
  return { file, cameraTopic: topics.camera, recorded, circuit: reference.circuit, frames };
}

/** Farther from the line than a car on the road. */
const ELSEWHERE_M = 3;

interface SeenFrame extends Omit<RecordedFrame, 'driven'> {
  readonly key: string | null;
}

class DriveSurveyor implements BagVisitor {
  readonly #seen: SeenFrame[] = [];
  readonly #answers = new Map<string, Command>();
  #first_s: number | null = null;
  #place: { readonly s_m: number; readonly deviation_m: number } | null = null;

  constructor(
    private readonly topics: Readonly<Record<'camera' | 'odometry' | 'decision', string | null>>,
    private readonly circuit: Circuit | null,
    private readonly isReverse: boolean,
  ) {}

  connection({ topic, type }: BagConnection): MessageHandler | null {
    const { camera, odometry, decision } = this.topics;
    if (topic === camera && type === 'sensor_msgs/Image') {
      return (data, sec, nsec) => this.frame(decodeImage(data).header.stamp, sec + nsec * 1e-9);
    }
    if (topic === camera) {
      return (data, sec, nsec) => this.frame(decodeCompressedImage(data).header.stamp, sec + nsec * 1e-9);
    }
    if (topic === odometry) return (data) => this.pose(data);
    if (topic !== decision) return null;
    const read = type === 'f1_brain/Decision' ? readDecision : readDecisionJson;
    return (data) => {
      const answer = read(data);
      const v_mps = answer.brain_v_mps ?? answer.v_mps;
      const w_radps = answer.brain_w_radps ?? answer.w_radps;
      const key = keyOf(answer.frameStamp);
      if (key !== null && v_mps !== null && w_radps !== null) this.#answers.set(key, { v_mps, w_radps });
    };
  }

  restart(): void {
    this.#place = null;
  }

  frames(): RecordedFrame[] {
    return this.#seen.map(({ key, ...frame }) => ({
      ...frame,
      driven: (key === null ? undefined : this.#answers.get(key)) ?? null,
    }));
  }

  private frame(stamp: Stamp, time_s: number): void {
    this.#first_s ??= time_s;
    this.#seen.push({
      index: this.#seen.length,
      time_s: time_s - this.#first_s,
      deviation_m: this.#place?.deviation_m ?? null,
      key: keyOf(stamp),
    });
  }

  private pose(data: Buffer): void {
    if (this.circuit === null) return;
    const { x_m, y_m } = planarMotion(decodeOdometry(data));
    if (!Number.isFinite(x_m) || !Number.isFinite(y_m)) return;
    const near = this.circuit.project(x_m, y_m, this.#place?.s_m);
    // After a teleport the nearest stretch of road is another one.
    const { s_m, lateral_m } = Math.abs(near.lateral_m) > ELSEWHERE_M ? this.circuit.project(x_m, y_m) : near;
    this.#place = { s_m, deviation_m: this.isReverse ? -lateral_m : lateral_m };
  }
}

/** Null for an image without a stamp. */
function keyOf(stamp: Stamp | null): string | null {
  return stamp === null || (stamp.sec === 0 && stamp.nsec === 0) ? null : `${stamp.sec}.${stamp.nsec}`;
}
