import type { RosLogger } from '../../ros/logger';
import type { Frame, Pose } from '../../types';
import { CameraRate } from './camera-rate';
import { type Elapsed, wallTime } from './car-time';
import { ForeignCommands } from './foreign-commands';
import { Incidents } from './incidents';
import type { OdometrySource } from './odometry-sources';
import { PoseWatch } from './pose-watch';
import { StallWatch } from './stall-watch';

/** Silence after which a source is stalled, milliseconds. Shorter for the camera: what stalls together with it is the
 *  same event. */
const CAMERA_STALL_ms = 500;
const OTHER_STALL_ms = 1000;
/** A car that starts with this node subscribes within this time. */
const UNHEARD_ms = 3000;
/** Odometry of a simulator that runs comes within this time after the first frame. */
const NO_ODOMETRY_ms = 3000;
/** A larger step between two messages means that the clock was set. */
const CLOCK_STEP_S = 5;
/** Shorter silences of the clock mean nothing. */
const CLOCK_SILENT_ms = 250;

export interface WatchedTopics {
  readonly camera: string;
  readonly odometry: string;
  readonly command: string;
  readonly clock: string;
}

/**
 * Watches the messages of a simulator and records what is wrong with them. When frames fail, the drive loop stops the
 * car and logs that; here the cause is counted, and what does not stop the car is logged.
 */
export class WorldWatch {
  readonly incidents: Incidents;
  readonly foreign: ForeignCommands;
  readonly poses: PoseWatch;
  readonly #topics: WatchedTopics;
  readonly #carTime: (now_ms: number) => Elapsed;
  readonly #camera: StallWatch;
  readonly #odometry: StallWatch;
  /** In wall time, since it makes the car's. */
  readonly #clock = new StallWatch(OTHER_STALL_ms);
  readonly #rate = new CameraRate();
  readonly #publishers = new Map<string, { readonly seen: Set<string>; readonly now: Set<string> }>();
  #cameraBack_ms = Number.NEGATIVE_INFINITY;
  /** Null before the first one. */
  #sinceFirstImage: Elapsed | null = null;
  #format: Pick<Frame, 'width' | 'height' | 'encoding'> | null = null;
  #clock_s: number | null = null;
  #unheardSince_ms: number | null = null;

  /** @param carTime counts from a monotonic time in ms on; default wall time */
  constructor(logger: RosLogger, topics: WatchedTopics, carTime: (now_ms: number) => Elapsed = wallTime) {
    this.#carTime = carTime;
    this.#camera = new StallWatch(CAMERA_STALL_ms, carTime);
    this.#odometry = new StallWatch(OTHER_STALL_ms, carTime);
    this.#topics = topics;
    this.incidents = new Incidents(logger);
    this.poses = new PoseWatch(this.incidents, topics);
    this.foreign = new ForeignCommands(this.incidents, topics.command);
  }

  /** A camera message came, readable or not. */
  image(now_ms: number): void {
    this.#sinceFirstImage ??= this.#carTime(now_ms);
    if (this.#camera.message(now_ms)) {
      this.incidents.end('camera_stalled', 'the camera is back');
      this.#cameraBack_ms = now_ms;
      this.#rate.interrupt();
    }
    const change = this.#rate.frame(this.#clock_s ?? now_ms / 1000);
    if (change === null) return;
    const second = this.#clock_s === null ? 'second' : 'simulated second';
    this.incidents.happened(
      'camera_rate_changed',
      `the camera now sends ${change.now_hz.toFixed(1)} frames per ${second}, ${change.before_hz.toFixed(1)} before`,
    );
  }

  frame({ width, height, encoding }: Frame): void {
    const last = this.#format;
    if (last?.width === width && last.height === height && last.encoding === encoding) return;
    this.#format = { width, height, encoding };
    if (last === null) return;
    this.incidents.happened(
      'camera_changed',
      `the camera now sends ${width}x${height} ${encoding}, ${last.width}x${last.height} ${last.encoding} before`,
    );
  }

  /** An odometry message came, usable or not. */
  odometry(pose: Pose | null, source: OdometrySource, now_ms: number): void {
    const isFirst = this.#odometry.silent_ms(now_ms) === null;
    const isBack = this.#odometry.message(now_ms);
    if (isBack) this.poses.interrupt();
    const how = isFirst ? 'comes now' : 'is back';
    if (isFirst || isBack) this.incidents.end('odometry_stalled', `${this.#topics.odometry} ${how}`);
    if (pose !== null) this.poses.pose(pose, source, now_ms);
  }

  clock(clock_s: number, now_ms: number): void {
    if (this.#clock.message(now_ms)) this.incidents.end('clock_stalled', 'simulated time advances again');
    const before_s = this.#clock_s;
    this.#clock_s = clock_s;
    // Frames that were counted by another clock, or before it was set, tell nothing about the rate.
    if (before_s === null || Math.abs(clock_s - before_s) > CLOCK_STEP_S) this.#rate.interrupt();
    if (before_s === null || clock_s >= before_s) return;
    this.#rate.interrupt();
    this.poses.restart();
    this.incidents.happened(
      'time_jumped_back',
      `simulated time jumped back from ${before_s.toFixed(2)} s to ${clock_s.toFixed(2)} s: ` +
        'the simulator was reset or restarted',
    );
  }

  /** A publisher of a topic connected or disconnected. */
  publisher(topic: string, uri: string, callerId: string | null, connected: boolean): void {
    const known = this.#publishers.get(topic) ?? { seen: new Set<string>(), now: new Set<string>() };
    this.#publishers.set(topic, known);
    // A simulator that was restarted has another address and the same name.
    const who = callerId ?? uri;
    if (!connected) {
      known.now.delete(uri);
      return;
    }
    known.now.add(uri);
    // The cause of the loss is in the log already.
    if (known.seen.has(who)) this.incidents.happened('reconnected', null);
    known.seen.add(who);
  }

  /** Commands no longer reach a subscriber on another machine, or do so again. */
  delivery(subscriber: string, delivered: boolean): void {
    if (delivered) {
      this.incidents.end('commands_undelivered', `${subscriber} can be reached again`, subscriber);
    } else {
      this.incidents.begin(
        'commands_undelivered',
        `${subscriber} cannot be reached: it keeps the last command that it received on ${this.#topics.command}`,
        subscriber,
      );
    }
  }

  /** To be called several times per second.
   *  @param isHeard whether anybody subscribes to the commands */
  check(now_ms: number, isHeard: boolean): void {
    this.#hearing(now_ms, isHeard);
    this.foreign.check(now_ms);
    this.poses.check(now_ms, isHeard);
    for (const watch of [this.#camera, this.#odometry, this.#clock]) watch.check(now_ms);
    // The drive loop logs the stop and its reason; what stalls together with the camera is the same event.
    if (this.#camera.stalled) this.incidents.begin('camera_stalled', null);
    const alone = !this.#camera.stalled && now_ms - this.#cameraBack_ms > OTHER_STALL_ms;
    const { odometry, clock } = this.#topics;
    if (this.#clock.stalled) {
      const line = `${clock} stopped while the camera continues: metrics in simulated time wait for it`;
      this.incidents.begin('clock_stalled', alone ? line : null);
    }
    if (this.#lacksOdometry(now_ms)) {
      const line = `nothing comes on ${odometry}: driving on by the commands alone, distance, deviation and laps wait for it`;
      this.incidents.begin('odometry_stalled', `${line}; odom:=/topic names another one`);
    }
    if (this.#odometry.stalled) {
      const line = `${odometry} stopped while the camera continues: driving on, distance and deviation wait for it`;
      this.incidents.begin('odometry_stalled', alone ? line : null);
    }
  }

  #lacksOdometry(now_ms: number): boolean {
    const seeing_ms = this.#sinceFirstImage?.(now_ms) ?? 0;
    return seeing_ms > NO_ODOMETRY_ms && this.#odometry.silent_ms(now_ms) === null;
  }

  #hearing(now_ms: number, isHeard: boolean): void {
    const { command } = this.#topics;
    if (isHeard) {
      this.#unheardSince_ms = null;
      this.incidents.end('commands_unheard', `${command} has a subscriber`);
      return;
    }
    this.#unheardSince_ms ??= now_ms;
    if (now_ms - this.#unheardSince_ms < UNHEARD_ms) return;
    this.incidents.begin(
      'commands_unheard',
      `nobody subscribes to ${command}, so no car follows the commands: name its topic with cmd_vel:=/topic`,
    );
  }

  /** Why no frames come; null when that is unknown. */
  whyNoFrames(now_ms: number): string | null {
    const { camera, clock } = this.#topics;
    const publishers = this.#publishers.get(camera);
    if (publishers === undefined || publishers.now.size === 0) return `nobody publishes ${camera}`;
    const silent_ms = this.#clock.silent_ms(now_ms);
    if (silent_ms === null && this.#camera.silent_ms(now_ms) === null) {
      return `nothing has come on ${clock} either: is physics paused?`;
    }
    if (silent_ms !== null && silent_ms > CLOCK_SILENT_ms) {
      return `${clock} is silent too: the simulator is paused, hangs, or cannot be reached`;
    }
    return null;
  }
}
