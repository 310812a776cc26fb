import type { Circuit } from '../../circuit/circuit';
import { CAR_OUTLINE, CAR_REACH_M } from '../../config/f1-car';

export interface Push {
  /** Position to which the wall pushes the box, along its normal. */
  readonly x_m: number;
  readonly y_m: number;
}

const ROUNDS = 4;

/** The walls of a circuit for collisions with the car's box: curves at fixed distances from the line. */
export class Walls {
  readonly #circuit: Circuit;
  readonly #left_m: number;
  readonly #right_m: number;
  #near_s_m: number | undefined;
  /** The box cannot reach a wall before it has moved this far. */
  #free_m = 0;

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
    this.#left_m = circuit.look.leftWall?.distance_m ?? Number.POSITIVE_INFINITY;
    this.#right_m = circuit.look.rightWall?.distance_m ?? Number.POSITIVE_INFINITY;
  }

  /** Forgets where the car was: it has been teleported. */
  forget(): void {
    this.#near_s_m = undefined;
    this.#free_m = 0;
  }

  /** @param moved_m how far the car moved (or a bound) since the last call
   *  @returns the position to which the walls push the box, or null when it touches none */
  push(x_m: number, y_m: number, yaw_rad: number, moved_m: number): Push | null {
    this.#free_m -= moved_m;
    if (this.#free_m > 0) return null;
    let x = x_m;
    let y = y_m;
    const cos = Math.cos(yaw_rad);
    const sin = Math.sin(yaw_rad);
    const middle = this.#circuit.project(x, y, this.#near_s_m);
    this.#near_s_m = middle.s_m;
    const room = Math.min(this.#left_m - middle.lateral_m, this.#right_m + middle.lateral_m) - CAR_REACH_M;
    if (room > 0) {
      this.#free_m = room;
      return null;
    }
    let touched = false;
    for (let round = 0; round < ROUNDS; round++) {
      let deepest = 0;
      let pushX = 0;
      let pushY = 0;
      for (const [ahead, left] of CAR_OUTLINE) {
        const point = this.#circuit.project(
          x + ahead * cos - left * sin,
          y + ahead * sin + left * cos,
          middle.s_m,
        );
        const over = point.lateral_m - this.#left_m;
        const under = -this.#right_m - point.lateral_m;
        const depth = Math.max(over, under);
        if (depth <= deepest) continue;
        deepest = depth;
        const heading = this.#circuit.pointAt(point.s_m).heading_rad;
        const inward = over > under ? -1 : 1;
        pushX = -Math.sin(heading) * depth * inward;
        pushY = Math.cos(heading) * depth * inward;
      }
      if (deepest === 0) break;
      touched = true;
      x += pushX;
      y += pushY;
    }
    return touched ? { x_m: x, y_m: y } : null;
  }
}
