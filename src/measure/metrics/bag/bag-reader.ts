import type { BagConnection, BagDamage, BagVisitor, MessageHandler } from '../../../bag/types';
import { CommandedSpeed } from '../../../circuit/teleport';
import { BagError, escapeControls } from '../../../errors';
import {
  type DecisionRecord,
  decodeClock,
  decodeOdometryWithoutCovariance,
  decodeTwist,
  type OdometryWithoutCovariance,
  planarMotion,
  readDecision,
  readDecisionJson,
} from '../../../messages/index';
import type { CompensationNote, Decision, Pose } from '../../../types';
import type { BehaviorMetricsAccumulator } from '../behavior-metrics/accumulator';
import { CommandSmoothness } from '../smoothness';
import { type ChosenTopics, formatDamage } from './choose-topics';
import type { MeasuredDrive } from './measured-drive';
import { Publishers } from './publishers';
import type { RunClock } from './run-clock';

export interface BagReaderOptions {
  readonly file: string;
  readonly topics: ChosenTopics;
  readonly drive: MeasuredDrive;
  readonly behaviorMetrics: BehaviorMetricsAccumulator;
  readonly clock: RunClock;
  /** Skips poses without a heading, as the live node does. */
  readonly strict: boolean;
}

type Driver = Pick<DecisionRecord, 'brain' | 'model' | 'provider'>;

/** Takes the messages of one bag, in the order of their recording times, and passes them to the metrics. */
export class BagReader implements BagVisitor {
  private newest: Driver = { brain: null, model: null, provider: null };
  /** From the command topic, for bags without decisions. */
  readonly commands = new CommandSmoothness();
  odometryMessages = 0;
  clockMessages = 0;
  decisionMessages = 0;
  cameraMessages = 0;
  /** Poses skipped because they contain NaN or infinity. */
  badPoses = 0;
  /** Frames after the first, and the simulated time between them. */
  private readonly camera = { last_s: null as number | null, frames: 0, seconds: 0 };
  /** Camera frames counted by the sequence numbers of the decisions; null without decisions. */
  framesDecided: number | null = null;
  private lastFrame = 0;
  private first_ms: number | null = null;
  private last_ms = 0;
  private readonly commanded = new CommandedSpeed();
  private readonly publishers = new Publishers();
  private connections = 0;

  constructor(private readonly options: BagReaderOptions) {}

  connection(connection: BagConnection): MessageHandler | null {
    const { topics } = this.options;
    this.connections += 1;
    const publisher = connection.callerId ?? `connection ${this.connections}`;
    switch (connection.topic) {
      case topics.odometry:
        if (connection.type !== 'nav_msgs/Odometry') return null;
        return (data, sec, nsec) =>
          this.odometry(decodeOdometryWithoutCovariance(data), publisher, sec, nsec);
      case topics.clock:
        return (data) => this.clock(data);
      case topics.decision:
        return connection.type === 'std_msgs/String'
          ? (data) => this.decision(readDecisionJson(data))
          : (data) => this.decision(readDecision(data));
      case topics.command:
        return (data) => {
          const { linear, angular } = decodeTwist(data);
          this.commanded.command(linear.x, linear.y);
          this.commands.add(linear.x, angular.z, this.options.clock.simulated_s);
        };
      case topics.camera:
        return () => this.frame();
      default:
        return null;
    }
  }

  /** Brain, model and provider as the last decision that names them, for terminals, pages and charts. */
  get driver(): Driver {
    const clean = (name: string | null) => (name === null ? null : escapeControls(name));
    const { brain, model, provider } = this.newest;
    return { brain: clean(brain), model: clean(model), provider: clean(provider) };
  }

  /** Camera messages per simulated second; null where no simulated time passes between them. */
  get framesPerSimulatedSecond(): number | null {
    const { frames, seconds } = this.camera;
    return frames > 0 && seconds > 0 ? frames / seconds : null;
  }

  /** Wall seconds from the first pose to the last; null in a bag recorded in simulated time. */
  get wallSeconds(): number | null {
    return this.first_ms === null ? null : (this.last_ms - this.first_ms) / 1000;
  }

  /** When the first pose was recorded, ISO 8601; null in a bag recorded in simulated time. */
  get recordedAt(): string | null {
    return this.first_ms === null ? null : new Date(this.first_ms).toISOString();
  }

  /** @throws BagError without a readable pose, or when several robots publish on the odometry topic */
  check(damage: readonly BagDamage[] = []): void {
    const { file, topics } = this.options;
    if (this.odometryMessages === 0) {
      throw new BagError(`${file}: has no readable message on ${topics.odometry}${formatDamage(damage)}`);
    }
    if (this.publishers.mixed) {
      throw new BagError(
        `${file}: several robots publish on ${topics.odometry}: ${this.publishers.names.join(' and ')}; ` +
          'record each on its own topic, or separate them with rosbag filter',
      );
    }
  }

  private odometry(message: OdometryWithoutCovariance, publisher: string, sec: number, nsec: number): void {
    const { behaviorMetrics, drive, clock, strict } = this.options;
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = planarMotion(message);
    const { stamp } = message.header;
    this.odometryMessages += 1;
    this.publishers.add(publisher, message.child_frame_id);
    const commanded_mps = this.commanded.pose();
    behaviorMetrics.odometry(x_m, y_m, stamp.sec, stamp.nsec, commanded_mps);
    const sim_s = clock.timePose(stamp);
    const arrival_ms = clock.arrival_ms(sec, nsec, sim_s);
    if (Number.isFinite(arrival_ms)) {
      this.first_ms ??= arrival_ms;
      this.last_ms = arrival_ms;
    }
    const times = { sim_s, clock_s: clock.simulated_s, arrival_ms };
    const pose: Pose = { x_m, y_m, yaw_rad, v_mps, w_radps, ...times, commanded_mps };
    const finite = Number.isFinite(x_m) && Number.isFinite(y_m) && Number.isFinite(v_mps);
    if (finite && Number.isFinite(w_radps) && (!strict || Number.isFinite(yaw_rad))) drive.pose(pose);
    else this.badPoses += 1;
  }

  private frame(): void {
    this.cameraMessages += 1;
    this.options.behaviorMetrics.frame();
    const { camera } = this;
    const now_s = this.options.clock.simulated_s;
    if (now_s !== null && camera.last_s !== null && now_s >= camera.last_s) {
      camera.frames += 1;
      camera.seconds += now_s - camera.last_s;
    }
    camera.last_s = now_s;
  }

  private clock(data: Buffer): void {
    const now = decodeClock(data).clock;
    this.clockMessages += 1;
    this.options.clock.clock(now);
    this.options.behaviorMetrics.clock(now.sec, now.nsec);
  }

  private decision(record: DecisionRecord): void {
    this.decisionMessages += 1;
    const passed = this.framesDecided === null ? 1 : Math.max(0, record.frameSequence - this.lastFrame);
    this.framesDecided = (this.framesDecided ?? 0) + passed;
    this.lastFrame = record.frameSequence;
    const { brain, model, provider } = record;
    if (brain !== null) this.newest = { brain, model, provider };
    if (this.options.topics.command === null) this.commanded.command(record.v_mps ?? Number.NaN);
    this.options.drive.decision(toDecision(record));
    this.options.behaviorMetrics.decision(record);
  }
}

/** A recorded decision as one of the drive; numbers that it lacks are NaN. */
export function toDecision(record: DecisionRecord): Decision {
  return {
    sequence: record.frameSequence,
    stamp: record.frameStamp,
    command: { v_mps: record.v_mps ?? Number.NaN, w_radps: record.w_radps ?? Number.NaN },
    waited_ms: record.waited_ms ?? Number.NaN,
    step_ms: record.step_ms ?? Number.NaN,
    inference_ms: record.inference_ms,
    sensor_to_actuator_ms: record.sensor_to_actuator_ms ?? Number.NaN,
    left_ms: record.left_ms ?? Number.NaN,
    sim_s: record.simulated_s,
    ...(record.frame_age_ms !== undefined && { compensation: compensationOf(record) }),
  };
}

function compensationOf(record: DecisionRecord): CompensationNote | null {
  const { frame_age_ms, frame_dating, moved_m, turned_rad, brain_v_mps, brain_w_radps } = record;
  if (frame_age_ms == null || !isFrameDating(frame_dating)) return null;
  return {
    age_ms: frame_age_ms,
    dating: frame_dating,
    moved_m: moved_m ?? Number.NaN,
    turned_rad: turned_rad ?? Number.NaN,
    brain_v_mps: brain_v_mps ?? Number.NaN,
    brain_w_radps: brain_w_radps ?? Number.NaN,
  };
}

function isFrameDating(found: unknown): found is CompensationNote['dating'] {
  return found === 'stamp' || found === 'other_clock' || found === 'arrival';
}
