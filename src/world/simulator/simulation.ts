import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { Stamp } from '../../types';
import type { CarPose } from './camera/renderer';
import { CameraSchedule } from './camera-schedule';
import { Car } from './car';
import { startPose } from './start';

/** Physics step. */
export const STEP_MS = 1;
/** Camera period of simulated time unless a timing is given: 20 Hz. */
export const CAMERA_PERIOD_MS = 50;
/** Odometry period of simulated time: about 19.6 Hz, which Gazebo's plugin publishes instead of 20 Hz. */
export const ODOMETRY_PERIOD_MS = 51;

/** A camera frame before it is rendered: what it shows is decided by the pose at its capture. */
export interface CapturedFrame {
  /** Number of captures so far, lost ones included. */
  readonly number: number;
  /** Simulated time of the capture. */
  readonly time_ms: number;
  readonly pose: CarPose;
  /** Simulated time at which it arrives. */
  readonly arrival_ms: number;
}

/** What is due after a step. */
export interface Due {
  /** Frames that arrive now, in the order of their capture. */
  frames: readonly CapturedFrame[];
  odometry: boolean;
}

/** The built-in world without a loop: time in steps of 1 ms, the car, and what is due. */
export class Simulation {
  readonly car: Car;
  readonly #start: StartPose;
  readonly #schedule: CameraSchedule;
  /** Captured and under way. */
  #underWay: CapturedFrame[] = [];
  #captures = 0;
  #time_ms = 0;
  #nextOdometry_ms = 0;
  readonly #due: Due = { frames: [], odometry: false };

  constructor(
    circuit: Circuit,
    direction: Direction,
    start: StartPose = startPose(circuit, direction),
    schedule = new CameraSchedule(),
  ) {
    this.#start = start;
    this.#schedule = schedule;
    this.car = new Car(circuit, start);
  }

  /** Simulated time since the start, whole milliseconds. */
  get time_ms(): number {
    return this.#time_ms;
  }

  get stamp(): Stamp {
    return stampOf(this.#time_ms);
  }

  /** One step of physics. */
  step(): void {
    this.car.step(STEP_MS / 1000);
    this.#time_ms += STEP_MS;
  }

  /** What is due now; reported once. The object is reused. */
  due(): Due {
    if (this.#time_ms >= this.#schedule.nextCapture_ms) this.#capture();
    this.#due.frames = this.#arriving();
    this.#due.odometry = this.#time_ms >= this.#nextOdometry_ms;
    if (this.#due.odometry) this.#nextOdometry_ms += ODOMETRY_PERIOD_MS;
    return this.#due;
  }

  /** Time at which something is due next. */
  get nextDue_ms(): number {
    const arrival_ms = this.#underWay[0]?.arrival_ms ?? Number.POSITIVE_INFINITY;
    return Math.min(this.#schedule.nextCapture_ms, arrival_ms, this.#nextOdometry_ms);
  }

  /** Teleports the car to its start pose, as Gazebo's reset_world: command and time do not change. */
  resetPose(): void {
    this.car.place(this.#start);
  }

  /** Sets time to zero, as Gazebo's reset_simulation. As with Gazebo's plugin, odometry continues only when simulated
   *  time has passed its old value. */
  resetTime(): void {
    this.#time_ms = 0;
    this.#schedule.restart();
    this.#underWay = [];
  }

  #capture(): void {
    this.#captures += 1;
    const arrival_ms = this.#schedule.capture(this.#time_ms);
    if (arrival_ms === null) return;
    const { x_m, y_m, yaw_rad } = this.car;
    this.#underWay.push({
      number: this.#captures,
      time_ms: this.#time_ms,
      pose: { x_m, y_m, yaw_rad },
      arrival_ms,
    });
  }

  #arriving(): readonly CapturedFrame[] {
    let count = 0;
    while (count < this.#underWay.length && this.#underWay[count]!.arrival_ms <= this.#time_ms) count++;
    return count === 0 ? NO_FRAMES : this.#underWay.splice(0, count);
  }
}

const NO_FRAMES: readonly CapturedFrame[] = [];

export function stampOf(time_ms: number): Stamp {
  const sec = Math.floor(time_ms / 1000);
  return { sec, nsec: Math.round((time_ms - sec * 1000) * 1e6) };
}
