import { scanBag } from '../bag/scan-bag';
import type { BagVisitor, MessageHandler } from '../bag/types';
import { BagError } from '../errors';
import { chooseTopics, formatDamage } from '../measure/metrics/bag/choose-topics';
import { surveyBag } from '../measure/metrics/bag/survey';
import { decodeCameraInfo, decodeClock, decodeOdometryWithoutCovariance, yawOf } from '../messages/index';
import type { Stamp } from '../types';
import type { DrivenPose } from './driven-path';
import { type LineSighting, LineWatch } from './line-watch';

export interface DriveTopics {
  readonly odometry?: string;
  readonly camera?: string;
  readonly clock?: string;
}

export interface ReadDriveOptions {
  readonly topics?: DriveTopics;
  /** Whether camera images are read. */
  readonly images: boolean;
  /** Called with the share of the bag that has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Simulated time and when it was recorded, s. */
export interface ClockReading {
  readonly simulated_s: number;
  readonly recorded_s: number;
}

/** What a bag tells about the course of a circuit. */
export interface RecordedDrive {
  /** Poses in the order of time; a list for each run, since recording times may start again. */
  readonly runs: readonly (readonly DrivenPose[])[];
  /** The same runs: what the camera saw. */
  readonly sightings: readonly (readonly LineSighting[])[];
  readonly clocks: readonly (readonly ClockReading[])[];
  /** What was left out of the bag, and why. */
  readonly notes: readonly string[];
}

/**
 * Reads odometry, and the line in the camera images, of a bag; of a damaged bag what can be read.
 * @throws BagError without odometry, or for a file that is no bag; RequestedTopicError for a topic that is not there
 */
export async function readDrive(file: string, options: ReadDriveOptions): Promise<RecordedDrive> {
  const { topics = {}, images, onProgress, signal } = options;
  const common = signal === undefined ? {} : { signal };
  const survey = await surveyBag(file, common);
  const chosen = chooseTopics(file, survey.connections, topics, {}, survey.damage);
  const reader = new DriveReader(chosen.odometry!, images ? chosen.camera : null, chosen.clock);
  const { damage } = await scanBag(file, reader, {
    ...common,
    room: () => reader.watch.room(),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  await reader.watch.room();
  if (reader.runs.every(({ length }) => length === 0)) {
    throw new BagError(`${file}: has no readable position on ${chosen.odometry}${formatDamage(damage)}`);
  }
  const [first] = damage;
  const damaged =
    first === undefined ? [] : [`the bag is damaged, and what is lost was left out: ${first.reason}`];
  const unreadable = reader.watch.complaint;
  return {
    runs: reader.runs,
    sightings: reader.sightings,
    clocks: reader.clocks,
    notes: [
      ...damaged,
      ...chosen.notes.map(({ reason }) => reason),
      ...(unreadable === null ? [] : [`camera images were left out: ${unreadable}`]),
    ],
  };
}

class DriveReader implements BagVisitor {
  readonly runs: DrivenPose[][] = [[]];
  readonly sightings: LineSighting[][] = [[]];
  readonly clocks: ClockReading[][] = [[]];
  readonly watch = new LineWatch();

  constructor(
    private readonly odometry: string,
    private readonly camera: string | null,
    private readonly clock: string | null,
  ) {}

  connection({ topic, type }: { topic: string; type: string }): MessageHandler | null {
    if (topic === this.odometry && type === 'nav_msgs/Odometry') {
      return (data, sec, nsec) => this.pose(data, { sec, nsec });
    }
    if (this.camera !== null && type === 'sensor_msgs/CameraInfo' && topic === infoTopic(this.camera)) {
      return (data) => this.optics(data);
    }
    if (topic === this.clock) return (data, sec, nsec) => this.time(data, { sec, nsec });
    if (topic !== this.camera) return null;
    // The list of this run, also where the image is decoded after the next one has begun.
    return (data, sec, nsec) => this.watch.image(type, data, seconds({ sec, nsec }), this.sightings.at(-1)!);
  }

  restart(): void {
    this.runs.push([]);
    this.sightings.push([]);
    this.clocks.push([]);
  }

  private pose(data: Buffer, recorded: Stamp): void {
    const { header, pose } = decodeOdometryWithoutCovariance(data);
    const { position, orientation } = pose.pose;
    const yaw_rad = yawOf(orientation);
    if (!Number.isFinite(position.x) || !Number.isFinite(position.y)) return;
    this.runs.at(-1)!.push({
      x_m: position.x,
      y_m: position.y,
      yaw_rad: Number.isFinite(yaw_rad) ? yaw_rad : 0,
      stamp_s: stampSeconds(header.stamp),
      recorded_s: seconds(recorded),
      run: this.runs.length - 1,
    });
  }

  private optics(data: Buffer): void {
    const { width, height, K } = decodeCameraInfo(data);
    const focal_px = K[0] ?? 0;
    // K of a camera that is not calibrated is zero.
    if (width > 0 && height > 0 && focal_px > 0) this.watch.optics = { width, height, focal_px };
  }

  private time(data: Buffer, recorded: Stamp): void {
    const { clock } = decodeClock(data);
    this.clocks.at(-1)!.push({ simulated_s: seconds(clock), recorded_s: seconds(recorded) });
  }
}

/** Of the camera whose images are on a topic. */
function infoTopic(imageTopic: string): string {
  return imageTopic.replace(/\/compressed$/, '').replace(/[^/]*$/, 'camera_info');
}

function seconds({ sec, nsec }: Stamp): number {
  return sec + nsec / 1e9;
}

/** Null for the zero stamp, which messages without one have. */
function stampSeconds(stamp: Stamp): number | null {
  return stamp.sec === 0 && stamp.nsec === 0 ? null : seconds(stamp);
}
