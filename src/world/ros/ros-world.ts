import { isAtWall } from '../../circuit/at-wall';
import type { Circuit } from '../../circuit/circuit';
import { CommandedSpeed } from '../../circuit/teleport';
import { encodeTwist, type OdometryMessage } from '../../messages/index';
import type { RosNode, RosSubscription } from '../../ros/transport';
import {
  type Command,
  type Frame,
  type MessageTap,
  type Pose,
  STOP,
  type Stopwatch,
  type World,
} from '../../types';
import { Camera } from './camera';
import { CarCommands, isZeroTwist } from './car-commands';
import { CarTime } from './car-time';
import { FrameCheck } from './frame-check';
import type { Incidents } from './incidents';
import { MessageDelay } from './message-delay';
import { MessageFeed } from './message-feed';
import { OdometryTime } from './odometry-time';
import { poseOf } from './pose';
import { RealTimeFactor } from './real-time-factor';
import { type RosWorldTopics, resolveTopics } from './ros-world-topics';
import { SimulatedClock } from './simulated-clock';
import { type InputListeners, subscribeToInputs } from './world-inputs';
import { WorldWatch } from './world-watch';

const WATCH_PERIOD_ms = 100;

/**
 * The car of a simulator that speaks ROS. Frames and poses are delivered as they come, nothing waits.
 *
 * Without a ROS master nobody could find or stop the node: the car stays stopped until the master is back.
 */
export class RosWorld implements World {
  readonly topics: Required<RosWorldTopics>;
  /** By /clock and, where Gazebo publishes it, by /gazebo/performance_metrics. */
  readonly realTimeFactor = new RealTimeFactor();
  readonly #node: RosNode;
  readonly #commands: CarCommands;
  readonly #camera: Camera;
  readonly #feed: MessageFeed;
  readonly #watch: WorldWatch;
  readonly #odometryTime: OdometryTime;
  readonly #odometryDelay = new MessageDelay();
  readonly #subscriptions: RosSubscription[] = [];
  readonly #frameCheck = new FrameCheck();
  /** Resolves with the first /clock. */
  readonly firstClock: Promise<void>;
  #hasClock: () => void = () => {};
  #frameListener: (frame: Frame) => void | Promise<void> = () => {};
  #rejectedListener: (reason: string) => void = () => {};
  #passedListener: () => void = () => {};
  #poseListener: (pose: Pose) => void = () => {};
  #watchTimer: NodeJS.Timeout | null = null;
  readonly #clock = new SimulatedClock();
  readonly #carTime = new CarTime((now_ms) => this.realTimeFactor.fastest(now_ms));
  readonly #commanded = new CommandedSpeed();
  #newestPose: Pose | null = null;
  #badPoses = 0;
  #closed = false;

  constructor(node: RosNode, topics: RosWorldTopics) {
    this.#node = node;
    this.firstClock = new Promise((resolve) => {
      this.#hasClock = resolve;
    });
    this.topics = resolveTopics(node, topics);
    this.#watch = new WorldWatch(node.logger, this.topics, (now_ms) => this.#carTime.from(now_ms));
    this.#odometryTime = new OdometryTime({
      useSimTime: node.useSimTime,
      odometryTopic: this.topics.odometry,
      clockTopic: this.topics.clock,
      warn: (line) => node.logger.warn(line),
    });
    this.#feed = new MessageFeed(this.topics.clock);
    this.#camera = this.#makeCamera();
    this.#commands = new CarCommands(node, this.topics.command, () => this.stopwatch());
    this.#commands.onDelivery((subscriber, delivered) => this.#watch.delivery(subscriber, delivered));
    node.onMasterLost(() => {
      this.command(STOP);
      this.#commands.hold();
      // The node logs it.
      this.incidents.begin('master_lost', null);
    });
    node.onMasterFound(() => {
      this.#commands.release();
      this.incidents.end('master_lost', 'the ROS master is back');
    });
  }

  /** Camera messages that came, readable or not. */
  get framesReceived(): number {
    return this.#camera.received;
  }

  /** Odometry messages dropped for NaN, infinity or an invalid quaternion. */
  get posesDropped(): number {
    return this.#badPoses;
  }

  /** Subscribers of the commands: cars that would move. */
  get commandSubscribers(): number {
    return this.#commands.subscribers;
  }

  /** The latest odometry; null before the first. */
  get newestPose(): Pose | null {
    return this.#newestPose;
  }

  /** The clock that odometry is stamped with; null while it is not known, and where it changed. */
  get odometryStamps(): 'simulated' | 'wall' | null {
    return this.#odometryTime.stamps;
  }

  /** What happened around this node, counted. */
  get incidents(): Incidents {
    return this.#watch.incidents;
  }

  /** While this node itself teleports the car, that is not an incident. */
  expectTeleports(expected: boolean): void {
    this.#watch.poses.teleportsExpected = expected;
  }

  /** The circuit that the car drives on: a car at one of its walls need not move. */
  set course(circuit: Circuit | null) {
    this.#watch.poses.motion.isAtWall = (pose) => circuit !== null && isAtWall(circuit, pose);
  }

  /** The zero commands of this node's own guard are not another node's. */
  set guard(name: string | null) {
    this.#watch.foreign.guard = name;
  }

  /** How long the car has moved on the latest command; null after a zero command and before the first. */
  movingFor_ms(): number | null {
    return this.#commands.movingFor_ms();
  }

  /** Commands of other nodes to the same car. */
  get foreignCommands(): number {
    return this.#watch.foreign.commands;
  }

  whyNoFrames(): string | null {
    return this.#commands.held ? 'the ROS master is gone' : this.#watch.whyNoFrames(performance.now());
  }

  onFrame(listener: (frame: Frame) => void | Promise<void>): void {
    this.#frameListener = listener;
  }

  onRejectedFrame(listener: (reason: string) => void): void {
    this.#rejectedListener = listener;
  }

  onPassedFrame(listener: () => void): void {
    this.#passedListener = listener;
  }

  onPose(listener: (pose: Pose) => void): void {
    this.#poseListener = listener;
  }

  /** Messages are shown as they came over the wire; those that cannot be decoded are not. */
  tap(tap: MessageTap | null): void {
    this.#feed.tap(tap);
  }

  onMasterLost(listener: (reason: string) => void): void {
    this.#node.onMasterLost(listener);
  }

  onMasterFound(listener: () => void): void {
    this.#node.onMasterFound(listener);
  }

  async start(): Promise<void> {
    this.#subscriptions.push(
      ...this.#camera.subscribe(),
      ...subscribeToInputs({
        node: this.#node,
        topics: this.topics,
        feed: this.#feed,
        listeners: this.#inputListeners(),
      }),
    );
    this.#watchTimer = setInterval(() => {
      const { guard } = this.#watch.foreign;
      this.#watch.check(performance.now(), this.#commands.isHeardBeside(guard));
    }, WATCH_PERIOD_ms);
    this.#watchTimer.unref();
  }

  command(command: Command): void {
    if (this.#closed) return;
    this.#commanded.command(command.v_mps);
    const twist = this.#commands.send(command);
    if (!this.#feed.isTapped) return;
    this.#feed.show({
      topic: this.topics.command,
      type: 'geometry_msgs/Twist',
      data: encodeTwist(twist),
      callerId: this.#node.name,
      at_ms: performance.now(),
    });
  }

  simulatedSeconds(): number | null {
    return this.#clock.seconds;
  }

  simulatedNow(at_ms?: number): number | null {
    const now_ms = performance.now();
    return this.#clock.at(at_ms ?? now_ms, this.realTimeFactor.byClock(now_ms));
  }

  stopwatch(): Stopwatch {
    return this.#carTime.stopwatch(() => performance.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#feed.close();
    if (this.#watchTimer) clearInterval(this.#watchTimer);
    await Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.close()));
  }

  #makeCamera(): Camera {
    const { camera } = this.topics;
    return new Camera({
      node: this.#node,
      topic: camera,
      feed: this.#feed,
      onMessage: (arrival_ms) => this.#watch.image(arrival_ms),
      onFrame: (frame) => {
        this.#watch.frame(frame);
        const factor = this.realTimeFactor.byClock(frame.arrival_ms);
        const refusal = this.#frameCheck.refusal(frame, this.#clock.seconds, factor);
        if (refusal !== null) return this.#rejectedListener(refusal);
        if (!this.#closed && !this.#commands.held) return this.#frameListener(frame);
      },
      onRejected: (reason) => this.#rejectedListener(reason),
      onSuperseded: () => this.#passedListener(),
      onPublisher: (uri, callerId, connected) => this.#watch.publisher(camera, uri, callerId, connected),
    });
  }

  #inputListeners(): InputListeners {
    const { foreign } = this.#watch;
    return {
      odometry: (message, callerId, at_ms) => this.#odometry(message, callerId, at_ms),
      clock: (clock, _callerId, at_ms) => this.#noteClock(clock.sec + clock.nsec * 1e-9, at_ms),
      performance: (factor, at_ms) => this.realTimeFactor.performance(factor, at_ms),
      othersCommand: (twist, callerId, at_ms) => {
        this.#commanded.command(twist.linear.x, twist.linear.y);
        foreign.command(callerId, isZeroTwist(twist), at_ms);
      },
      onOthersCommands: (_uri, callerId, connected) => {
        if (!connected && !this.#closed) foreign.gone(callerId);
      },
    };
  }

  #noteClock(clock_s: number, at_ms: number): void {
    this.#clock.clock(clock_s, at_ms);
    this.#hasClock();
    this.realTimeFactor.clock(clock_s, at_ms);
    this.#carTime.clock(clock_s, at_ms);
    this.#watch.clock(clock_s, at_ms);
  }

  #odometry(message: OdometryMessage, callerId: string | null, arrival_ms: number): void {
    const { stamp } = message.header;
    const stamp_s = stamp.sec + stamp.nsec * 1e-9;
    const clock_s = this.#clock.seconds;
    const sim_s = this.#odometryTime.of(stamp_s, clock_s);
    const found = poseOf(message, sim_s, arrival_ms, clock_s);
    const late_s = sim_s === stamp_s ? 0 : this.#odometryDelay.of(stamp_s, arrival_ms / 1000);
    const taken_ms = arrival_ms - 1000 * late_s;
    const pose = found && { ...found, taken_ms, commanded_mps: this.#commanded.pose() };
    this.#watch.odometry(pose, { callerId, frame: message.child_frame_id }, arrival_ms);
    if (pose === null) {
      this.#badPoses += 1;
      return;
    }
    this.#newestPose = pose;
    this.#poseListener(pose);
  }
}
