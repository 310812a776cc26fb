import { isTeleport } from '../../circuit/teleport';
import type { RosLogger } from '../../ros/logger';
import type { Frame, Pose } from '../../types';
import { CameraRate } from './camera-rate';
import { ForeignCommands } from './foreign-commands';
import { Incidents } from './incidents';
import { StallWatch } from './stall-watch';

/** Silence after which a source counts as stalled, milliseconds. The camera first: what falls silent with it
 *  is the same event. */
const CAMERA_STALL_ms = 500;
const OTHER_STALL_ms = 1000;
/** No clock passes more between two of its messages: it was set. */
const CLOCK_LEAP_S = 5;
/** Younger silences of the clock say nothing. */
const CLOCK_SILENT_ms = 250;

export interface WatchedTopics {
  readonly camera: string;
  readonly odometry: string;
  readonly command: string;
  readonly clock: string;
}

/**
 * Looks at what comes from a simulator and notes what is wrong with it. Whoever drives stops the car and says
 * so when frames fail; here is counted why, and said what does not stop the car.
 */
export class WorldWatch {
  readonly incidents: Incidents;
  readonly foreign: ForeignCommands;
  /** The car is being set down on purpose. */
  teleportsExpected = false;
  readonly #topics: WatchedTopics;
  readonly #camera = new StallWatch(CAMERA_STALL_ms);
  readonly #odometry = new StallWatch(OTHER_STALL_ms);
  readonly #clock = new StallWatch(OTHER_STALL_ms);
  readonly #rate = new CameraRate();
  readonly #publishers = new Map<string, { readonly seen: Set<string>; readonly now: Set<string> }>();
  #cameraBack_ms = Number.NEGATIVE_INFINITY;
  #looks: Pick<Frame, 'width' | 'height' | 'encoding'> | null = null;
  #pose: Pose | null = null;
  #speed_mps = 0;
  #clock_s: number | null = null;

  constructor(logger: RosLogger, topics: WatchedTopics) {
    this.#topics = topics;
    this.incidents = new Incidents(logger);
    this.foreign = new ForeignCommands(this.incidents, topics.command);
  }

  /** A camera message came, readable or not. */
  image(now_ms: number): void {
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
      `the camera now sends ${change.now_hz.toFixed(1)} frames a ${second}, ${change.before_hz.toFixed(1)} before`,
    );
  }

  frame({ width, height, encoding }: Frame): void {
    const last = this.#looks;
    if (last?.width === width && last.height === height && last.encoding === encoding) return;
    this.#looks = { width, height, encoding };
    if (last === null) return;
    this.incidents.happened(
      'camera_changed',
      `the camera now sends ${width}x${height} ${encoding}, ${last.width}x${last.height} ${last.encoding} before`,
    );
  }

  /** An odometry message came, usable or not. */
  odometry(pose: Pose | null, now_ms: number): void {
    if (this.#odometry.message(now_ms)) {
      this.incidents.end('odometry_stalled', `${this.#topics.odometry} is back`);
      // Where it was meanwhile nobody knows.
      this.#pose = null;
    }
    if (pose === null) return;
    const before = this.#pose;
    this.#pose = pose;
    if (before === null) return;
    const gap_s = pose.sim_s === null || before.sim_s === null ? null : pose.sim_s - before.sim_s;
    if (gap_s !== null && gap_s < 0) return;
    const way_m = Math.hypot(pose.x_m - before.x_m, pose.y_m - before.y_m);
    if (isTeleport(before, pose, this.#speed_mps)) {
      this.#speed_mps = 0;
      if (this.teleportsExpected) return;
      this.incidents.happened(
        'car_jumped',
        `the car was set elsewhere: ${way_m.toFixed(1)} m away, at (${pose.x_m.toFixed(1)}, ${pose.y_m.toFixed(1)})`,
      );
    } else if (gap_s !== null && gap_s > 0) this.#speed_mps = way_m / gap_s;
  }

  clock(clock_s: number, now_ms: number): void {
    if (this.#clock.message(now_ms)) this.incidents.end('clock_stalled', 'simulated time goes on');
    const before_s = this.#clock_s;
    this.#clock_s = clock_s;
    // Frames that were counted by another clock, or before a leap, say nothing of the rate.
    if (before_s === null || Math.abs(clock_s - before_s) > CLOCK_LEAP_S) this.#rate.interrupt();
    if (before_s === null || clock_s >= before_s) return;
    this.#rate.interrupt();
    this.#pose = null;
    this.incidents.happened(
      'time_jumped_back',
      `simulated time jumped back from ${before_s.toFixed(2)} s to ${clock_s.toFixed(2)} s: ` +
        'the simulator was reset or started anew',
    );
  }

  /** A publisher of a topic was connected or is no longer. */
  publisher(topic: string, uri: string, callerId: string | null, connected: boolean): void {
    const known = this.#publishers.get(topic) ?? { seen: new Set<string>(), now: new Set<string>() };
    this.#publishers.set(topic, known);
    // A simulator that was started anew has another address and the same name.
    const who = callerId ?? uri;
    if (!connected) {
      known.now.delete(uri);
      return;
    }
    known.now.add(uri);
    // The log says already why the connection was lost, or the drive that the car stood.
    if (known.seen.has(who)) this.incidents.happened('reconnected', null);
    known.seen.add(who);
  }

  /** Commands reach a subscriber on another machine no longer, or again. */
  delivery(subscriber: string, delivered: boolean): void {
    if (delivered) {
      this.incidents.end('commands_undelivered', `the stuck connection to ${subscriber} is over`, subscriber);
    } else {
      this.incidents.begin(
        'commands_undelivered',
        `${subscriber} cannot be reached: it goes on with the last command that it got on ${this.#topics.command}`,
        subscriber,
      );
    }
  }

  /** To be called a few times a second. */
  check(now_ms: number): void {
    this.foreign.check(now_ms);
    for (const watch of [this.#camera, this.#odometry, this.#clock]) watch.check(now_ms);
    // The drive says that the car stands and why; what falls silent with the camera is the same event.
    if (this.#camera.stalled) this.incidents.begin('camera_stalled', null);
    const alone = !this.#camera.stalled && now_ms - this.#cameraBack_ms > OTHER_STALL_ms;
    const { odometry, clock } = this.#topics;
    if (this.#clock.stalled) {
      const line = `${clock} stopped, the camera goes on: figures in simulated time wait for it`;
      this.incidents.begin('clock_stalled', alone ? line : null);
    }
    if (this.#odometry.stalled) {
      const line = `${odometry} stopped, the camera goes on: driving on, figures of the way wait for it`;
      this.incidents.begin('odometry_stalled', alone ? line : null);
    }
  }

  /** Why no frames come, as far as one can tell from here; null for no idea. */
  whyNoFrames(now_ms: number): string | null {
    const { camera, clock } = this.#topics;
    const publishers = this.#publishers.get(camera);
    if (publishers === undefined || publishers.now.size === 0) return `nobody publishes ${camera}`;
    const silent_ms = this.#clock.silent_ms(now_ms);
    if (silent_ms !== null && silent_ms > CLOCK_SILENT_ms) {
      return `${clock} is silent too: the simulator is paused, hangs, or cannot be reached`;
    }
    return null;
  }
}
