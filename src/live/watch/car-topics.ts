import { CommandedSpeed } from '../../circuit/teleport';
import type { OdometryMessage } from '../../messages/index';
import { SILENT } from '../../ros/logger';
import type { PublisherListener, RosNode, RosSubscription } from '../../ros/transport';
import type { Command, Frame, Pose } from '../../types';
import { Camera } from '../../world/ros/camera';
import type { IncidentChange } from '../../world/ros/incidents';
import { MessageFeed } from '../../world/ros/message-feed';
import { OdometryTime } from '../../world/ros/odometry-time';
import { poseOf } from '../../world/ros/pose';
import type { RosWorldTopics } from '../../world/ros/ros-world-topics';
import { subscribeToInputs } from '../../world/ros/world-inputs';
import { WorldWatch } from '../../world/ros/world-watch';

export interface CarTopicsListener {
  /** Its data is valid until the listener returns. */
  frame(frame: Frame): void;
  pose(pose: Pose): void;
  /** @param callerId node that sent it; null where it did not give its name */
  command(command: Command, callerId: string | null): void;
  readonly onCommander: PublisherListener;
  incident(change: IncidentChange): void;
}

/** Reads what a car and whoever drives it publish, and publishes nothing. */
export class CarTopics {
  readonly #node: RosNode;
  readonly #topics: Required<RosWorldTopics>;
  readonly #listener: CarTopicsListener;
  readonly #watch: WorldWatch;
  readonly #odometryTime: OdometryTime;
  readonly #commanded = new CommandedSpeed();
  readonly #camera: Camera;
  readonly #subscriptions: RosSubscription[] = [];
  #clock_s: number | null = null;
  #rejected = 0;
  /** Camera messages before the metrics began again. */
  #before = { received: 0, rejected: 0 };
  /** When each last came, monotonic; absent before the first. */
  readonly #came_ms = new Map<'camera' | 'odometry' | 'command', number>();

  constructor(node: RosNode, topics: Required<RosWorldTopics>, listener: CarTopicsListener) {
    this.#node = node;
    this.#topics = topics;
    this.#listener = listener;
    // Its lines are for a node that drives.
    this.#watch = new WorldWatch(SILENT, topics);
    this.#watch.incidents.onIncident((change) => listener.incident(change));
    this.#odometryTime = new OdometryTime({
      useSimTime: node.useSimTime,
      odometryTopic: topics.odometry,
      clockTopic: topics.clock,
      warn: () => {},
    });
    this.#camera = this.#makeCamera();
    node.onMasterLost(() => this.#watch.incidents.begin('master_lost', null));
    node.onMasterFound(() => this.#watch.incidents.end('master_lost', ''));
  }

  /** Camera messages that came since the start. */
  get framesReceived(): number {
    return this.#camera.received;
  }

  /** Camera messages that came since the metrics began. */
  get frames(): { readonly received: number; readonly rejected: number } {
    const { received, rejected } = this.#before;
    return { received: this.#camera.received - received, rejected: this.#rejected - rejected };
  }

  /** The metrics begin again. */
  restart(): void {
    this.#before = { received: this.#camera.received, rejected: this.#rejected };
  }

  /** The latest simulated time, s; null before the first clock. */
  get simulated_s(): number | null {
    return this.#clock_s;
  }

  /** Topics on which nothing has come yet. */
  get missing(): string[] {
    const { camera, odometry, command } = this.#topics;
    return Object.entries({ camera, odometry, command }).flatMap(([key, topic]) =>
      this.#came_ms.has(key as 'camera') ? [] : [topic],
    );
  }

  /** Since camera or odometry last brought anything; null before the first. */
  silent_ms(now_ms: number): number | null {
    const times = [this.#came_ms.get('camera'), this.#came_ms.get('odometry')].filter(
      (time_ms) => time_ms !== undefined,
    );
    return times.length === 0 ? null : now_ms - Math.max(...times);
  }

  /** Since anybody last sent a command; null before the first. */
  commandSilent_ms(now_ms: number): number | null {
    const came_ms = this.#came_ms.get('command');
    return came_ms === undefined ? null : now_ms - came_ms;
  }

  start(): void {
    const topics = this.#topics;
    this.#subscriptions.push(
      ...this.#camera.subscribe(),
      ...subscribeToInputs({
        node: this.#node,
        topics,
        feed: new MessageFeed(topics.clock),
        listeners: {
          odometry: (message, callerId, at_ms) => this.#odometry(message, callerId, at_ms),
          clock: ({ sec, nsec }, _callerId, at_ms) => {
            this.#clock_s = sec + nsec * 1e-9;
            this.#watch.clock(this.#clock_s, at_ms);
          },
          performance: () => {},
          othersCommand: (twist, callerId, at_ms) => {
            this.#came_ms.set('command', at_ms);
            this.#commanded.command(twist.linear.x, twist.linear.y);
            this.#listener.command({ v_mps: twist.linear.x, w_radps: twist.angular.z }, callerId);
          },
          onOthersCommands: (...publisher) => this.#listener.onCommander(...publisher),
        },
      }),
    );
  }

  /** To be called several times a second. */
  check(now_ms: number): void {
    this.#watch.check(now_ms, true);
  }

  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.close()));
  }

  #odometry(message: OdometryMessage, callerId: string | null, at_ms: number): void {
    const { stamp } = message.header;
    const sim_s = this.#odometryTime.of(stamp.sec + stamp.nsec * 1e-9, this.#clock_s);
    const found = poseOf(message, sim_s, at_ms, this.#clock_s);
    const pose = found && { ...found, commanded_mps: this.#commanded.pose() };
    this.#came_ms.set('odometry', at_ms);
    this.#watch.odometry(pose, { callerId, frame: message.child_frame_id }, at_ms);
    if (pose !== null) this.#listener.pose(pose);
  }

  #makeCamera(): Camera {
    const { camera, clock } = this.#topics;
    return new Camera({
      node: this.#node,
      topic: camera,
      feed: new MessageFeed(clock),
      onMessage: (arrival_ms) => {
        this.#came_ms.set('camera', arrival_ms);
        this.#watch.image(arrival_ms);
      },
      onFrame: (frame) => {
        this.#watch.frame(frame);
        this.#listener.frame(frame);
      },
      onRejected: () => {
        this.#rejected += 1;
      },
      onSuperseded: () => {},
      onPublisher: (uri, callerId, connected) => this.#watch.publisher(camera, uri, callerId, connected),
    });
  }
}
