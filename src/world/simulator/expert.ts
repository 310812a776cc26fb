import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { COMMAND_RANGES } from '../../config/command-range';
import { clamp } from '../../support/numbers';
import type { Command } from '../../types';

export interface ExpertOptions {
  readonly minSpeed_mps: number;
  readonly maxSpeed_mps: number;
  readonly maxTurn_radps: number;
  /** Lateral acceleration that determines the speed in a bend. */
  readonly lateral_mps2: number;
  /** Deceleration before a bend. */
  readonly braking_mps2: number;
  /** How far ahead the expert knows the road. */
  readonly horizon_m: number;
  /** Distance to the point it steers to: a constant plus time at the current speed. */
  readonly lookahead_m: number;
  readonly lookahead_s: number;
}

export const EXPERT_DEFAULTS: ExpertOptions = Object.freeze({
  minSpeed_mps: COMMAND_RANGES.v_mps[0],
  maxSpeed_mps: 13,
  maxTurn_radps: COMMAND_RANGES.w_radps[1],
  lateral_mps2: 16,
  braking_mps2: 10,
  horizon_m: 8,
  lookahead_m: 0.7,
  lookahead_s: 0.14,
});

const PROFILE_STEP_M = 0.4;

/**
 * A driver that knows the true pose: pure pursuit (R. C. Coulter, Implementation of the Pure Pursuit Path Tracking
 * Algorithm, CMU-RI-TR-92-01) of a point of the line ahead, at a speed for the bends within the horizon. Works from any
 * pose near the line and in both directions; its only state is the car's last position on the line.
 */
export class Expert {
  readonly #circuit: Circuit;
  readonly #sign: 1 | -1;
  readonly #options: ExpertOptions;
  #s_m: number | undefined;

  constructor(circuit: Circuit, direction: Direction, options: Partial<ExpertOptions> = {}) {
    this.#circuit = circuit;
    this.#sign = direction === 'forward' ? 1 : -1;
    this.#options = { ...EXPERT_DEFAULTS, ...options };
  }

  decide(pose: { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number }): Command {
    const { minSpeed_mps, maxTurn_radps, lookahead_m, lookahead_s } = this.#options;
    const here = this.#project(pose.x_m, pose.y_m);
    let v = this.#speed(here.s_m);
    const target = this.#circuit.pointAt(here.s_m + this.#sign * (lookahead_m + lookahead_s * v));
    const dx = target.x_m - pose.x_m;
    const dy = target.y_m - pose.y_m;
    const cos = Math.cos(pose.yaw_rad);
    const sin = Math.sin(pose.yaw_rad);
    const distance = Math.hypot(dx, dy);
    const bearing = Math.atan2(dy * cos - dx * sin, dx * cos + dy * sin);
    // For a point behind the car the arc gets flatter again: turn as for a point beside it.
    const bend = (2 * (Math.abs(bearing) < Math.PI / 2 ? Math.sin(bearing) : Math.sign(bearing))) / distance;
    // Where the turn rate is limited the car must be slower.
    v = Math.max(minSpeed_mps, Math.min(v, maxTurn_radps / Math.max(1e-6, Math.abs(bend))));
    return { v_mps: v, w_radps: clamp(v * bend, -maxTurn_radps, maxTurn_radps) };
  }

  #project(x_m: number, y_m: number): { s_m: number; lateral_m: number } {
    let here = this.#circuit.project(x_m, y_m, this.#s_m);
    // Far from the last position it was teleported: search the whole line.
    if (this.#s_m !== undefined && Math.abs(here.lateral_m) > 3) here = this.#circuit.project(x_m, y_m);
    this.#s_m = here.s_m;
    return here;
  }

  #speed(s_m: number): number {
    const { minSpeed_mps, maxSpeed_mps, lateral_mps2, braking_mps2, horizon_m } = this.#options;
    let speed2 = maxSpeed_mps * maxSpeed_mps;
    for (let ahead = 0; ahead <= horizon_m; ahead += PROFILE_STEP_M) {
      const curvature = Math.abs(this.#circuit.pointAt(s_m + this.#sign * ahead).curvature_1pm);
      speed2 = Math.min(speed2, lateral_mps2 / Math.max(curvature, 1e-6) + 2 * braking_mps2 * ahead);
    }
    return Math.max(minSpeed_mps, Math.sqrt(speed2));
  }
}
