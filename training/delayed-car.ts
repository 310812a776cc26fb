import type { RandomSource } from '../src/support/random';
import type { Command } from '../src/types';

/** Milliseconds from one camera image to the next. */
export const FRAME_MS = 50;
const STEP_MS = 5;

/** A car that takes an image every 50 ms and gets the command for it `delay_ms` later, pushed aside now and then:
 *  the way back to the line is what a good drive alone would never show. */
export class DelayedCar {
  x_m: number;
  y_m: number;
  yaw_rad: number;
  readonly #delay_ms: number;
  #running: Command;
  #push_radps = 0;

  constructor(pose: { x_m: number; y_m: number; yaw_rad: number }, delay_ms: number, running: Command) {
    this.x_m = pose.x_m;
    this.y_m = pose.y_m;
    this.yaw_rad = pose.yaw_rad;
    this.#delay_ms = delay_ms;
    this.#running = running;
  }

  /** Until the next image. @param answer the command for the present one */
  advance(answer: Command, random: RandomSource): void {
    if (this.#push_radps !== 0 && random.chance(0.3)) this.#push_radps = 0;
    else if (random.chance(0.02)) this.#push_radps = random.uniform(-2.5, 2.5);
    const next = { v_mps: answer.v_mps, w_radps: answer.w_radps + this.#push_radps };
    this.#move(this.#running, Math.min(FRAME_MS, this.#delay_ms));
    this.#move(this.#delay_ms > FRAME_MS ? this.#running : next, Math.max(0, FRAME_MS - this.#delay_ms));
    this.#running = next;
  }

  /** The car's velocities are what was commanded, at once (planar move). */
  #move({ v_mps, w_radps }: Command, time_ms: number): void {
    const steps = Math.max(0, Math.round(time_ms / STEP_MS));
    const step_s = STEP_MS / 1000;
    for (let i = 0; i < steps; i++) {
      this.x_m += step_s * v_mps * Math.cos(this.yaw_rad);
      this.y_m += step_s * v_mps * Math.sin(this.yaw_rad);
      this.yaw_rad += step_s * w_radps;
    }
  }
}
