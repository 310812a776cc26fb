import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { Stamp } from '../../types';
import { Car } from './car';
import { startPose } from './start';

/** Physics step. */
export const STEP_MS = 1;
/** Camera period of simulated time: 20 Hz. */
export const CAMERA_PERIOD_MS = 50;
/** Odometry period of simulated time: about 19.6 Hz, which Gazebo's plugin publishes instead of 20 Hz. */
export const ODOMETRY_PERIOD_MS = 51;

/** What is due after a step. */
export interface Due {
  camera: boolean;
  odometry: boolean;
}

/** The built-in world without a loop: time in steps of 1 ms, the car, and what is due. */
export class Simulation {
  readonly car: Car;
  readonly #start: StartPose;
  #time_ms = 0;
  #nextCamera_ms = 0;
  #nextOdometry_ms = 0;
  readonly #due: Due = { camera: false, odometry: false };

  constructor(circuit: Circuit, direction: Direction, start: StartPose = startPose(circuit, direction)) {
    this.#start = start;
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
    this.#due.camera = this.#time_ms >= this.#nextCamera_ms;
    this.#due.odometry = this.#time_ms >= this.#nextOdometry_ms;
    if (this.#due.camera) this.#nextCamera_ms += CAMERA_PERIOD_MS;
    if (this.#due.odometry) this.#nextOdometry_ms += ODOMETRY_PERIOD_MS;
    return this.#due;
  }

  /** Time at which something is due next. */
  get nextDue_ms(): number {
    return Math.min(this.#nextCamera_ms, this.#nextOdometry_ms);
  }

  /** Teleports the car to its start pose, as Gazebo's reset_world: command and time do not change. */
  resetPose(): void {
    this.car.place(this.#start);
  }

  /** Sets time to zero, as Gazebo's reset_simulation. As with Gazebo's plugin, odometry continues only when simulated
   *  time has passed its old value. */
  resetTime(): void {
    this.#time_ms = 0;
    this.#nextCamera_ms = 0;
  }
}

export function stampOf(time_ms: number): Stamp {
  const sec = Math.floor(time_ms / 1000);
  return { sec, nsec: Math.round((time_ms - sec * 1000) * 1e6) };
}
