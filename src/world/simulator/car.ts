import type { Circuit, StartPose } from '../../circuit/circuit';
import { wrapAngle } from '../../support/numbers';
import type { Command } from '../../types';
import { Walls } from './walls';

/** Contacts with a shorter gap are one: a car that slides along a wall hits it once. */
const SAME_CONTACT_S = 0.2;

/** Wall contacts since the start. */
export interface Contacts {
  readonly events: number;
  /** Simulated time in contact with a wall. */
  readonly seconds: number;
}

/**
 * The car as moved by Gazebo's planar-move plugin: one rigid body that has exactly the commanded velocities at every
 * step, without acceleration limit or timeout. Walls are solid: the body is pushed out along their normal, so it slides
 * along them.
 */
export class Car {
  x_m: number;
  y_m: number;
  yaw_rad: number;
  /** Actual velocities of the last step, in the body's frame. */
  v_mps = 0;
  lateral_mps = 0;
  w_radps = 0;
  #commandV_mps = 0;
  #commandLateral_mps = 0;
  #commandW_radps = 0;
  readonly #walls: Walls;
  #contactEvents = 0;
  #contactSeconds = 0;
  #sinceContact_s = Number.POSITIVE_INFINITY;

  constructor(circuit: Circuit, start: StartPose) {
    this.#walls = new Walls(circuit);
    this.x_m = start.x_m;
    this.y_m = start.y_m;
    this.yaw_rad = start.yaw_rad;
  }

  /** Stays in effect until the next command. */
  command(command: Command, lateral_mps = 0): void {
    this.#commandV_mps = command.v_mps;
    this.#commandLateral_mps = lateral_mps;
    this.#commandW_radps = command.w_radps;
  }

  /** Teleports the body; the command stays in effect. */
  place(pose: StartPose): void {
    this.x_m = pose.x_m;
    this.y_m = pose.y_m;
    this.yaw_rad = wrapAngle(pose.yaw_rad);
    this.#walls.forget();
  }

  contacts(): Contacts {
    return { events: this.#contactEvents, seconds: this.#contactSeconds };
  }

  step(dt_s: number): void {
    const v = this.#commandV_mps;
    const lateral = this.#commandLateral_mps;
    const turn = this.#commandW_radps * dt_s;
    const heading = this.yaw_rad + turn / 2;
    const cos = Math.cos(heading);
    const sin = Math.sin(heading);
    const dx = (v * cos - lateral * sin) * dt_s;
    const dy = (v * sin + lateral * cos) * dt_s;
    this.x_m += dx;
    this.y_m += dy;
    this.yaw_rad = wrapAngle(this.yaw_rad + turn);
    this.v_mps = v;
    this.lateral_mps = lateral;
    this.w_radps = this.#commandW_radps;
    // The corners of a turning box move, even if its centre does not.
    const moved = Math.hypot(dx, dy) + Math.abs(turn) * 0.6;
    const push = moved > 0 ? this.#walls.push(this.x_m, this.y_m, this.yaw_rad, moved) : null;
    this.#sinceContact_s += dt_s;
    if (push === null) return;
    const pushedX = push.x_m - this.x_m;
    const pushedY = push.y_m - this.y_m;
    this.x_m = push.x_m;
    this.y_m = push.y_m;
    this.v_mps += (pushedX * cos + pushedY * sin) / dt_s;
    this.lateral_mps += (pushedY * cos - pushedX * sin) / dt_s;
    if (this.#sinceContact_s > SAME_CONTACT_S) this.#contactEvents++;
    this.#sinceContact_s = 0;
    this.#contactSeconds += dt_s;
  }
}
