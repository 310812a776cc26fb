import { CAR_REACH_M } from '../config/f1-car';
import type { Circuit } from './circuit';

/** A gap that contact solvers leave. */
const GAP_M = 0.1;

/** Whether the box of a car at a place, turned whichever way, may touch a wall. */
export function isAtWall(
  circuit: Pick<Circuit, 'look' | 'project'>,
  { x_m, y_m }: { readonly x_m: number; readonly y_m: number },
): boolean {
  const { leftWall, rightWall } = circuit.look;
  const { lateral_m } = circuit.project(x_m, y_m);
  const wall_m = (lateral_m > 0 ? leftWall : rightWall)?.distance_m ?? Number.POSITIVE_INFINITY;
  return Math.abs(lateral_m) + CAR_REACH_M + GAP_M > wall_m;
}
