import { CLOCK_TOPIC } from '../../config/topics';
import { CompressedDecoder } from '../../drive/frame/compressed-image';
import { type Arrival, frameOfImage } from '../../drive/frame/image-message';
import { messageOf } from '../../errors';
import { encodeClock, encodeTwist } from '../../messages/index';
import type { ImageMessage, OdometryMessage, TwistMessage } from '../../messages/types';
import type { RosNode, RosPublisher, RosSubscription, SubscribeOptions } from '../../ros/transport';
import { wallStamp } from '../../support/wall-clock';
import {
  type Command,
  type Frame,
  type MessageTap,
  type Pose,
  STOP,
  type Stamp,
  type World,
} from '../../types';
import type { Incidents } from './incidents';
import { OdometryTime } from './odometry-time';
import { poseOf } from './pose';
import { RealTimeFactor } from './real-time-factor';
import { WorldWatch } from './world-watch';

/** Topics of the car. A remapping of `camera`, `odom` or `cmd_vel` on the command line goes first. */
export interface RosWorldTopics {
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage if the name ends in /compressed. */
  readonly camera: string;
  /** nav_msgs/Odometry. */
  readonly odometry: string;
  /** geometry_msgs/Twist. */
  readonly command: string;
  /** rosgraph_msgs/Clock. Default /clock. */
  readonly clock?: string;
}

const PERFORMANCE = '/gazebo/performance_metrics';

/** How many commands a car may have unread: stale ones are of no use to it. */
const COMMAND_QUEUE = 20;
const WATCH_PERIOD_ms = 100;

/**
 * The car of a simulator that speaks ROS. Frames and poses are delivered as they come, nothing waits.
 *
 * Without a ROS master nobody could find or stop the node: the car stands still then, until it is back.
 */
export class RosWorld implements World {
  readonly topics: Required<RosWorldTopics>;
  /** By /clock and, where Gazebo tells it, by /gazebo/performance_metrics. */
  readonly realTimeFactor = new RealTimeFactor();
  readonly #node: RosNode;
  readonly #commands: RosPublisher<TwistMessage>;
  readonly #subscriptions: RosSubscription[] = [];
  #frameListener: (frame: Frame) => void | Promise<void> = () => {};
  #rejectedListener: (reason: string) => void = () => {};
  #passedListener: () => void = () => {};
  #poseListener: (pose: Pose) => void = () => {};
  #tap: MessageTap | null = null;
  readonly #watch: WorldWatch;
  #watchTimer: NodeJS.Timeout | null = null;
  /** The newest, and who sent it. */
  #clock: { readonly clock: Stamp; readonly callerId: string | null } | null = null;
  #clock_s: number | null = null;
  #newestPose: Pose | null = null;
  readonly #odometryTime: OdometryTime;
  /** Pictures that are to be shown, oldest first. */
  readonly #unshown: (() => void)[] = [];
  #frames = 0;
  #badPoses = 0;
  /** The last command; null before the first. */
  #told: Command | null = null;
  #held = false;
  #closed = false;

  constructor(node: RosNode, topics: RosWorldTopics) {
    this.#node = node;
    const pick = (alias: string, topic: string) => node.remapped(alias) ?? node.resolve(topic);
    this.topics = {
      camera: pick('camera', topics.camera),
      odometry: pick('odom', topics.odometry),
      command: pick('cmd_vel', topics.command),
      clock: node.resolve(topics.clock ?? CLOCK_TOPIC),
    };
    this.#watch = new WorldWatch(node.logger, this.topics);
    this.#odometryTime = new OdometryTime({
      useSimTime: node.useSimTime,
      odometryTopic: this.topics.odometry,
      clockTopic: this.topics.clock,
      warn: (line) => node.logger.warn(line),
    });
    this.#commands = node.advertise(this.topics.command, 'geometry_msgs/Twist', {
      queueSize: COMMAND_QUEUE,
      lastWord: twistOf(STOP),
      // A car that was not connected when it was told to stand, or whose connection was cut, hears it now.
      greeting: () => (this.#told !== null && isStop(this.#told) ? twistOf(STOP) : null),
    });
    this.#commands.onDelivery((subscriber, delivered) => this.#watch.delivery(subscriber, delivered));
    node.onMasterLost(() => {
      this.command(STOP);
      this.#held = true;
      // The node says so itself.
      this.incidents.begin('master_lost', null);
    });
    node.onMasterFound(() => {
      this.#held = false;
      this.incidents.end('master_lost', 'the ROS master is back');
    });
  }

  /** Camera messages that came, readable or not. */
  get framesReceived(): number {
    return this.#frames;
  }

  /** Odometry messages dropped for NaN, infinity or a rotation that is none. */
  get posesDropped(): number {
    return this.#badPoses;
  }

  /** Subscribers of the commands: cars that would move. */
  get commandSubscribers(): number {
    return this.#commands.subscribers;
  }

  /** As odometry told it last; null before the first. */
  get newestPose(): Pose | null {
    return this.#newestPose;
  }

  /** The clock that odometry is stamped with, by its stamps; null while or where it is not known, or was
   *  now this, now that. */
  get odometryStamps(): 'simulated' | 'wall' | null {
    return this.#odometryTime.stamps;
  }

  /** What happened beside this node, counted. */
  get incidents(): Incidents {
    return this.#watch.incidents;
  }

  /** While the car is being set down by this node itself, that is no incident. */
  expectJumps(expected: boolean): void {
    this.#watch.jumpsExpected = expected;
  }

  /** Commands of other nodes to the same car. */
  get foreignCommands(): number {
    return this.#watch.foreign.commands;
  }

  whyNoFrames(): string | null {
    return this.#held ? 'the ROS master is gone' : this.#watch.whyNoFrames(performance.now());
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

  /** Messages are shown as they came over the wire; those that make no message of their type are not. The newest
   *  /clock is shown first, again, as a latched topic would: what comes before the next one has a time then. */
  tap(tap: MessageTap | null): void {
    this.#tap = tap;
    if (this.#clock === null) return;
    const { clock, callerId } = this.#clock;
    this.#show(this.topics.clock, 'rosgraph_msgs/Clock', encodeClock({ clock }), callerId, performance.now());
  }

  onMasterLost(listener: (reason: string) => void): void {
    this.#node.onMasterLost(listener);
  }

  onMasterFound(listener: () => void): void {
    this.#node.onMasterFound(listener);
  }

  async start(): Promise<void> {
    const { odometry, clock, command } = this.topics;
    const node = this.#node;
    const watch = this.#watch;
    this.#subscriptions.push(
      this.#subscribeToCamera(),
      node.subscribe(
        odometry,
        'nav_msgs/Odometry',
        (message, bytes, callerId) => {
          const now_ms = performance.now();
          this.#show(odometry, 'nav_msgs/Odometry', bytes, callerId, now_ms);
          this.#odometry(message, now_ms);
        },
        { lossIsSaid: true },
      ),
      node.subscribe(
        clock,
        'rosgraph_msgs/Clock',
        (message, bytes, callerId) => {
          const now_ms = performance.now();
          this.#clock = { clock: message.clock, callerId };
          this.#show(clock, 'rosgraph_msgs/Clock', bytes, callerId, now_ms);
          this.#clock_s = message.clock.sec + message.clock.nsec * 1e-9;
          this.realTimeFactor.clock(this.#clock_s, now_ms);
          watch.clock(this.#clock_s, now_ms);
        },
        { lossIsSaid: true },
      ),
      // Where nobody publishes it, it stays unconnected.
      node.subscribe(
        node.resolve(PERFORMANCE),
        'gazebo_msgs/PerformanceMetrics',
        ({ real_time_factor }) => this.realTimeFactor.performance(real_time_factor, performance.now()),
        { lossIsSaid: true },
      ),
      // Whoever else drives this car is noticed by what it sends.
      node.subscribe(
        command,
        'geometry_msgs/Twist',
        ({ linear, angular }, _bytes, callerId) => {
          const isZero = linear.x === 0 && linear.y === 0 && angular.z === 0;
          watch.foreign.command(callerId, isZero, performance.now());
        },
        {
          lossIsSaid: true,
          othersOnly: true,
          onPublisher: (_uri, callerId, connected) => {
            if (!connected && !this.#closed) watch.foreign.gone(callerId);
          },
        },
      ),
    );
    this.#watchTimer = setInterval(() => watch.check(performance.now()), WATCH_PERIOD_ms);
    this.#watchTimer.unref();
  }

  command(command: Command): void {
    if (this.#closed) return;
    this.#told = this.#held ? STOP : command;
    const twist = twistOf(this.#told);
    this.#commands.publish(twist);
    if (this.#tap) {
      this.#show(
        this.topics.command,
        'geometry_msgs/Twist',
        encodeTwist(twist),
        this.#node.name,
        performance.now(),
      );
    }
  }

  simulatedSeconds(): number | null {
    return this.#clock_s;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#watchTimer) clearInterval(this.#watchTimer);
    await Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.close()));
  }

  #subscribeToCamera(): RosSubscription {
    const { camera } = this.topics;
    const options: SubscribeOptions = {
      lossIsSaid: true,
      onMalformed: (reason) => this.#rejectedListener(reason),
      onPublisher: (uri, callerId, connected) => this.#watch.publisher(camera, uri, callerId, connected),
    };
    if (!camera.endsWith('/compressed')) {
      return this.#node.subscribe(
        camera,
        'sensor_msgs/Image',
        (image, bytes, callerId) => {
          const arrival = this.#arrival();
          const answered = this.#image(image, arrival);
          return this.#showPicture('sensor_msgs/Image', bytes, callerId, arrival.arrival_ms, answered);
        },
        options,
      );
    }
    const decoder = new CompressedDecoder(
      (frame) => {
        this.#watch.frame(frame);
        if (!this.#closed && !this.#held) void this.#frameListener(frame);
      },
      (reason) => this.#rejectedListener(reason),
      () => this.#passedListener(),
    );
    return this.#node.subscribe(
      camera,
      'sensor_msgs/CompressedImage',
      (image, bytes, callerId) => {
        const arrival = this.#arrival();
        const decoded = decoder.push(image, arrival);
        return this.#showPicture('sensor_msgs/CompressedImage', bytes, callerId, arrival.arrival_ms, decoded);
      },
      options,
    );
  }

  #arrival() {
    this.#frames += 1;
    const arrival_ms = performance.now();
    this.#watch.picture(arrival_ms);
    return { sequence: this.#frames, arrival_ms };
  }

  #image(image: ImageMessage, arrival: Arrival): void | Promise<void> {
    let frame: Frame;
    try {
      frame = frameOfImage(image, arrival);
    } catch (error) {
      this.#rejectedListener(messageOf(error));
      return;
    }
    this.#watch.frame(frame);
    if (!this.#held) return this.#frameListener(frame);
  }

  /** A picture is shown once it was answered: copying it must not make its command wait. One that is passed
   *  over before an older one was answered takes that along, so that they are shown in order. */
  #showPicture(
    type: string,
    bytes: Buffer,
    callerId: string | null,
    arrival_ms: number,
    answered: void | Promise<void>,
  ): void | Promise<void> {
    if (!this.#tap?.wantsFrames) return answered;
    const show = () => this.#show(this.topics.camera, type, bytes, callerId, arrival_ms);
    this.#unshown.push(show);
    const upToThis = () => {
      // Whoever is in front has its bytes still: it was not answered.
      while (this.#unshown.includes(show)) this.#unshown.shift()?.();
    };
    return answered ? answered.finally(upToThis) : upToThis();
  }

  #show(topic: string, type: string, data: Buffer, callerId: string | null, at_ms: number): void {
    if (!this.#tap || this.#closed) return;
    void this.#tap.message({ topic, type, data, callerId, time: wallStamp(at_ms) });
  }

  #odometry(message: OdometryMessage, arrival_ms: number): void {
    const { stamp } = message.header;
    const stamp_s = stamp.sec + stamp.nsec * 1e-9;
    const clock_s = this.#clock_s;
    const pose = poseOf(message, this.#odometryTime.of(stamp_s, clock_s), arrival_ms, clock_s);
    this.#watch.odometry(pose, arrival_ms);
    if (pose === null) {
      this.#badPoses += 1;
      return;
    }
    this.#newestPose = pose;
    this.#poseListener(pose);
  }
}

function isStop({ v_mps, w_radps }: Command): boolean {
  return v_mps === 0 && w_radps === 0;
}

function twistOf({ v_mps, w_radps }: Command): TwistMessage {
  return { linear: { x: v_mps, y: 0, z: 0 }, angular: { x: 0, y: 0, z: w_radps } };
}
