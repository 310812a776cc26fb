import type { BagConnection, BagVisitor, MessageHandler } from '../bag/types';
import type { ChosenTopics } from '../measure/metrics/bag/choose-topics';
import { RunClock } from '../measure/metrics/bag/run-clock';
import type { RecordedRun } from '../measure/metrics/run-metadata';
import {
  type DecisionRecord,
  decodeClock,
  decodeCompressedImage,
  decodeImage,
  decodeOdometryWithoutCovariance,
  decodeTwist,
  type OdometryWithoutCovariance,
  planarMotion,
  readDecision,
  readDecisionJson,
} from '../messages/index';
import { NO_STAMP, type Stamp } from '../types';
import { Rows } from './rows';

const POSE_NAMES = ['time_s', 'sim_s', 'x_m', 'y_m', 'yaw_rad', 'v_mps', 'w_radps'] as const;
const COMMAND_NAMES = [
  'time_s',
  'sim_s',
  'v_mps',
  'w_radps',
  'brain_v_mps',
  'brain_w_radps',
  'step_ms',
  'inference_ms',
  'latency_ms',
  'frame_age_ms',
  'stamp_sec',
  'stamp_nsec',
] as const;
const IMAGE_NAMES = ['time_s', 'stamp_sec', 'stamp_nsec', 'conn', 'sec', 'nsec', 'at_byte', 'nth'] as const;

export type PoseRows = Rows<(typeof POSE_NAMES)[number]>;
export type CommandRows = Rows<(typeof COMMAND_NAMES)[number]>;
/** With the place of each image in the bag. */
export type ImageRows = Rows<(typeof IMAGE_NAMES)[number]>;

/** Collects the numbers of a bag, and where its images are. */
export class DriveReader implements BagVisitor {
  readonly poses: PoseRows = new Rows(POSE_NAMES);
  readonly decisions: CommandRows = new Rows(COMMAND_NAMES);
  /** Of the command topic. */
  readonly commands: CommandRows = new Rows(COMMAND_NAMES);
  readonly images: ImageRows = new Rows(IMAGE_NAMES);
  /** The last decision that names a brain. */
  driver: Pick<DecisionRecord, 'brain' | 'model' | 'provider'> = { brain: null, model: null, provider: null };
  readonly #topics: ChosenTopics;
  readonly #clock: RunClock;
  /** Recording time of the first message of this run; null before it. */
  #first: Stamp | null = null;
  /** Time at which this run begins, and of the newest message. */
  #begin_s = 0;
  #newest_s = 0;

  constructor(topics: ChosenTopics, { odometry_stamps, record_time }: RecordedRun) {
    this.#topics = topics;
    this.#clock = new RunClock(odometry_stamps, record_time);
  }

  /** Time from the first message to the last, s. */
  get duration_s(): number {
    return this.#newest_s;
  }

  connection({ topic, type }: BagConnection, conn: number): MessageHandler | null {
    const { camera, odometry, clock, command, decision } = this.#topics;
    switch (topic) {
      case camera: {
        const read = type === 'sensor_msgs/Image' ? decodeImage : decodeCompressedImage;
        return (data, sec, nsec, at_byte) => this.#image(read(data).header.stamp, conn, sec, nsec, at_byte);
      }
      case odometry:
        if (type !== 'nav_msgs/Odometry') return null;
        return (data, sec, nsec) => this.#pose(decodeOdometryWithoutCovariance(data), sec, nsec);
      case clock:
        return (data) => this.#clock.clock(decodeClock(data).clock);
      case command:
        return (data, sec, nsec) => {
          const { linear, angular } = decodeTwist(data);
          this.#command(linear.x, angular.z, sec, nsec);
        };
      case decision: {
        const read = type === 'f1_brain/Decision' ? readDecision : readDecisionJson;
        return (data, sec, nsec) => this.#decision(read(data), sec, nsec);
      }
      default:
        return null;
    }
  }

  restart(): void {
    this.#first = null;
    this.#begin_s = this.#newest_s;
  }

  #time_s(sec: number, nsec: number): number {
    this.#first ??= { sec, nsec };
    const since_s = sec - this.#first.sec + (nsec - this.#first.nsec) * 1e-9;
    // A damaged bag may have messages out of order.
    this.#newest_s = Math.max(this.#newest_s, this.#begin_s + since_s);
    return this.#newest_s;
  }

  #pose(message: OdometryWithoutCovariance, sec: number, nsec: number): void {
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = planarMotion(message);
    const sim_s = this.#clock.timePose(message.header.stamp) ?? Number.NaN;
    if (![x_m, y_m, yaw_rad, v_mps, w_radps].every(Number.isFinite)) return;
    this.poses.push({ time_s: this.#time_s(sec, nsec), sim_s, x_m, y_m, yaw_rad, v_mps, w_radps });
  }

  #image(stamp: Stamp, conn: number, sec: number, nsec: number, at_byte: number): void {
    const { images } = this;
    const last = images.length - 1;
    const isAgain =
      last >= 0 &&
      images.get('at_byte', last) === at_byte &&
      images.get('conn', last) === conn &&
      images.get('sec', last) === sec &&
      images.get('nsec', last) === nsec;
    const nth = isAgain ? images.get('nth', last) + 1 : 0;
    const time_s = this.#time_s(sec, nsec);
    images.push({ time_s, stamp_sec: stamp.sec, stamp_nsec: stamp.nsec, conn, sec, nsec, at_byte, nth });
  }

  #command(v_mps: number, w_radps: number, sec: number, nsec: number): void {
    if (!Number.isFinite(v_mps) || !Number.isFinite(w_radps)) return;
    const none = Number.NaN;
    this.commands.push({
      time_s: this.#time_s(sec, nsec),
      sim_s: this.#clock.simulated_s ?? none,
      v_mps,
      w_radps,
      brain_v_mps: none,
      brain_w_radps: none,
      step_ms: none,
      inference_ms: none,
      latency_ms: none,
      frame_age_ms: none,
      stamp_sec: 0,
      stamp_nsec: 0,
    });
  }

  #decision(record: DecisionRecord, sec: number, nsec: number): void {
    const { v_mps, w_radps, brain, model, provider } = record;
    if (brain !== null) this.driver = { brain, model, provider };
    if (v_mps === null || w_radps === null) return;
    const stamp = record.frameStamp ?? NO_STAMP;
    this.decisions.push({
      time_s: this.#time_s(sec, nsec),
      sim_s: record.simulated_s ?? Number.NaN,
      v_mps,
      w_radps,
      brain_v_mps: record.brain_v_mps ?? v_mps,
      brain_w_radps: record.brain_w_radps ?? w_radps,
      step_ms: record.step_ms ?? Number.NaN,
      inference_ms: record.inference_ms ?? Number.NaN,
      latency_ms: record.sensor_to_actuator_ms ?? Number.NaN,
      frame_age_ms: record.frame_age_ms ?? Number.NaN,
      stamp_sec: stamp.sec,
      stamp_nsec: stamp.nsec,
    });
  }
}
