import { setImmediate } from 'node:timers/promises';
import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { CLOCK_TOPIC, F1_TOPICS, type Topics } from '../../config/topics';
import { encodeClock, encodeImage, encodeOdometry, encodeTwist } from '../../messages/index';
import type { Command, Frame, MessageTap, PixelEncoding, Pose, Stamp, World } from '../../types';
import { type Appearance, CameraRenderer } from './camera/renderer';
import { CameraSchedule } from './camera-schedule';
import type { CameraTiming } from './camera-timing';
import type { Contacts } from './car';
import { cameraImage, odometry } from './car-messages';
import { DrawnFrame, DrawnImage } from './drawn-frame';
import { PixelEncoder } from './pixel-encoder';
import { type CapturedFrame, Simulation, stampOf } from './simulation';

export interface LockstepOptions {
  readonly circuit: Circuit;
  readonly direction: Direction;
  /** Seed of the road's texture and the pixel noise. The same seed and the same brain give the same run. */
  readonly seed: number;
  /** Simulated time from a frame's arrival to the effect of its command. Default 0. */
  readonly sensorToActuatorDelay_ms?: number;
  /** Ends the run after this much simulated time. Default: only `close` ends it. */
  readonly limit_s?: number;
  /** Start pose. Default: the circuit's. */
  readonly start?: StartPose;
  /** When the camera captures and when its frames arrive; drawn by the seed. Default: 20 Hz, at once. */
  readonly cameraTiming?: CameraTiming;
  /** Changes to the look of the world and to the camera. */
  readonly appearance?: Partial<Appearance>;
  /** Renders the frames, in place of one with that appearance: a renderer takes a while to make. */
  readonly renderer?: CameraRenderer;
  /** Names of the messages for a tap. Default: the topics of the F1 car. */
  readonly topics?: Topics;
  /** Of the images for a tap: the brain gets them as they are drawn, rgb8. Default rgb8. */
  readonly encoding?: PixelEncoding;
}

/** Names of the world's and the brain's node for a tap. */
const WORLD_NODE = '/gazebo';
const BRAIN_NODE = '/f1_brain';
/** Simulated time between two clock messages, as in the world over ROS. */
const CLOCK_PERIOD_MS = 10;

/** Simulated time between two ticks. */
const TICK_MS = 10;

interface Pending {
  readonly due_ms: number;
  readonly command: Command;
}

/** The event loop (signals, timers) runs at least this often. */
const BREATH_MS = 20;

/**
 * The built-in world in this process: time stops while a frame's listener works, and otherwise runs as fast as the
 * machine allows. Deterministic for a seed.
 */
export class LockstepWorld implements World {
  readonly actuation_s: number;
  readonly #options: LockstepOptions;
  readonly #simulation: Simulation;
  readonly #renderer: CameraRenderer;
  readonly #image: DrawnImage;
  readonly #encoder: PixelEncoder;
  readonly #pending: Pending[] = [];
  #onFrame: ((frame: Frame) => void | Promise<void>) | null = null;
  #onPose: ((pose: Pose) => void) | null = null;
  #onTick: (() => void) | null = null;
  #tap: MessageTap | null = null;
  /** Settles when the tap can take more. */
  #room: void | Promise<void> = undefined;
  #sequence = 0;
  #odometrySeq = 0;
  #closed = false;
  /** Settles when time goes on. */
  #held: Promise<void> | null = null;
  #release: () => void = () => {};

  constructor(options: LockstepOptions) {
    this.#options = options;
    this.actuation_s = (options.sensorToActuatorDelay_ms ?? 0) / 1000;
    const { circuit, direction, seed, start } = options;
    const schedule = new CameraSchedule(options.cameraTiming, seed);
    this.#simulation = new Simulation(circuit, direction, start, schedule);
    this.#renderer = options.renderer ?? new CameraRenderer(circuit, seed, options.appearance);
    this.#image = new DrawnImage(this.#renderer);
    this.#encoder = new PixelEncoder(options.encoding ?? 'rgb8');
  }

  onFrame(listener: (frame: Frame) => void | Promise<void>): void {
    this.#onFrame = listener;
  }

  /** Never calls the listener: every frame of this world can be read. */
  onRejectedFrame(_listener: (reason: string) => void): void {}

  onPose(listener: (pose: Pose) => void): void {
    this.#onPose = listener;
  }

  onTick(listener: () => void): void {
    this.#onTick = listener;
  }

  /** The messages are those of the world over ROS, with their simulated time. */
  tap(tap: MessageTap | null): void {
    this.#tap = tap;
  }

  /** Resolves when `close` was called or the time limit is over. */
  async start(): Promise<void> {
    const limit_ms = (this.#options.limit_s ?? Number.POSITIVE_INFINITY) * 1000;
    const simulation = this.#simulation;
    let breath_ms = performance.now();
    while (!this.#closed && simulation.time_ms <= limit_ms) {
      if (this.#held) {
        await this.#held;
        continue;
      }
      this.#applyCommands();
      const due = simulation.due();
      if (simulation.time_ms % CLOCK_PERIOD_MS === 0) this.#tellClock();
      if (due.odometry) {
        this.#tellOdometry();
        this.#onPose?.(this.#pose());
      }
      if (due.frames.length > 0) {
        await this.#showFrames(due.frames);
        this.#applyCommands();
        if (this.#room) {
          await this.#room;
          this.#room = undefined;
        }
        if (performance.now() - breath_ms > BREATH_MS) {
          await setImmediate();
          breath_ms = performance.now();
        }
      }
      if (simulation.time_ms % TICK_MS === 0) this.#onTick?.();
      simulation.step();
    }
  }

  /** Halts simulated time until `release`; the run stays the same as without. */
  hold(): void {
    this.#held ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#held = null;
    this.#release();
  }

  command(command: Command): void {
    const delay_ms = this.#options.sensorToActuatorDelay_ms ?? 0;
    this.#pending.push({ due_ms: this.#simulation.time_ms + delay_ms, command: { ...command } });
    if (this.#tap && !this.#closed) {
      const { v_mps, w_radps } = command;
      const twist = { linear: { x: v_mps, y: 0, z: 0 }, angular: { x: 0, y: 0, z: w_radps } };
      this.#show('command', 'geometry_msgs/Twist', encodeTwist(twist));
    }
  }

  /** Stops the car and moves it, by default to its start; commands that are on their way have no effect. */
  place(pose?: StartPose): void {
    this.#pending.length = 0;
    this.#simulation.car.command({ v_mps: 0, w_radps: 0 });
    if (pose === undefined) this.#simulation.resetPose();
    else this.#simulation.car.place(pose);
  }

  simulatedSeconds(): number {
    return this.#simulation.time_ms / 1000;
  }

  /** Wall contacts so far. */
  contacts(): Contacts {
    return this.#simulation.car.contacts();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.release();
  }

  #applyCommands(): void {
    for (let next = this.#pending[0]; next; next = this.#pending[0]) {
      if (next.due_ms > this.#simulation.time_ms) return;
      this.#pending.shift();
      this.#simulation.car.command(next.command);
    }
  }

  /** A brain answers each of several frames that arrive together: it takes no simulated time. */
  async #showFrames(frames: readonly CapturedFrame[]): Promise<void> {
    for (const frame of frames) {
      if (this.#closed) return;
      await this.#showFrame(frame);
    }
  }

  async #showFrame({ number, time_ms, pose }: CapturedFrame): Promise<void> {
    const { camera } = this.#renderer.appearance;
    this.#image.show(pose);
    this.#sequence++;
    const stamp = stampOf(time_ms);
    const facts = { sequence: this.#sequence, stamp, arrival_ms: performance.now(), camera };
    await this.#onFrame?.(new DrawnFrame(this.#image, facts));
    if (this.#tap?.wantsFrames) {
      const pixels = this.#encoder.encode(this.#image.whole());
      this.#show('camera', 'sensor_msgs/Image', encodeImage(cameraImage(camera, stamp, number, pixels)));
    }
  }

  #tellClock(): void {
    if (!this.#tap) return;
    this.#show('clock', 'rosgraph_msgs/Clock', encodeClock({ clock: this.#simulation.stamp }));
  }

  #tellOdometry(): void {
    this.#odometrySeq++;
    if (!this.#tap) return;
    const { car, stamp } = this.#simulation;
    const message = odometry(car, stamp, this.#odometrySeq);
    this.#show('odometry', 'nav_msgs/Odometry', encodeOdometry(message));
  }

  #show(kind: keyof Topics | 'clock', type: string, data: Uint8Array): void {
    const topic = kind === 'clock' ? CLOCK_TOPIC : (this.#options.topics ?? F1_TOPICS)[kind];
    const callerId = kind === 'command' ? BRAIN_NODE : WORLD_NODE;
    this.#room =
      this.#tap?.message({ topic, type, data, callerId, time: recordTime(this.#simulation.stamp) }) ??
      this.#room;
  }

  #pose(): Pose {
    const { x_m, y_m, yaw_rad, v_mps, w_radps } = this.#simulation.car;
    return {
      x_m,
      y_m,
      yaw_rad,
      v_mps,
      w_radps,
      sim_s: this.simulatedSeconds(),
      arrival_ms: performance.now(),
    };
  }
}

/** ROS tools in C++ skip messages recorded at time zero (ros::TIME_MIN is a nanosecond). */
function recordTime(stamp: Stamp): Stamp {
  return stamp.sec === 0 && stamp.nsec === 0 ? { sec: 0, nsec: 1 } : stamp;
}
