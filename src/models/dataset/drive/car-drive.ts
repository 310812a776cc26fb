import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import type { Command } from '../../../types';
import { type CoursePose, poseOf } from '../../../world/simulator/course-pose';
import { CAMERA_PERIOD_MS, Simulation, STEP_MS } from '../../../world/simulator/simulation';
import type { Pushes } from './pushes';

/** Simulated time from an image until its command takes effect, as in lockstep. */
const DELAY_MS = 5;
/** Beyond this distance from the line the car is lost, with or without walls. */
const LOST_M = 1.5;

/** The car of the built-in world, advanced from one image to the next. */
export class CarDrive {
  /** Current pose of the car. */
  place: CoursePose;
  readonly #circuit: Circuit;
  readonly #direction: Direction;
  readonly #simulation: Simulation;
  readonly #pushes: Pushes | null;
  #command: Command = { v_mps: 0, w_radps: 0 };

  constructor(circuit: Circuit, direction: Direction, start: CoursePose, pushes: Pushes | null) {
    this.#circuit = circuit;
    this.#direction = direction;
    this.#simulation = new Simulation(circuit, direction, start);
    this.#pushes = pushes;
    this.place = start;
  }

  /** Simulated time since the start. */
  get time_ms(): number {
    return this.#simulation.time_ms;
  }

  /** Whether the car hit a wall, left the road or turned around, from where no driver recovers. */
  get lost(): boolean {
    const { lateral_m, headingError_rad } = this.place;
    const off = Math.abs(lateral_m) > LOST_M || Math.abs(headingError_rad) > Math.PI / 2;
    return off || this.#simulation.car.contacts().events > 0;
  }

  /** Drives to the next image. @param command the answer to the current image */
  advance(command: Command): void {
    const { car } = this.#simulation;
    for (let ms = 0; ms < CAMERA_PERIOD_MS; ms += STEP_MS) {
      if (ms === DELAY_MS) this.#command = command;
      const { v_mps, w_radps } = this.#command;
      const pushes = this.#pushes?.acts(this.time_ms) ? this.#pushes : null;
      car.command({ v_mps, w_radps: w_radps + (pushes?.turn_radps ?? 0) }, pushes?.lateral_mps ?? 0);
      this.#simulation.step();
    }
    this.place = poseOf(this.#circuit, this.#direction, car, this.place.s_m);
  }
}
