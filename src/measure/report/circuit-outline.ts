import type { Circuit } from '../../circuit/circuit';
import { type Walls, wallsOf } from '../metrics/line';

const SPACING_M = 0.5;
const MOST_POINTS = 2000;

type Point = readonly [x_m: number, y_m: number];

/** A circuit from above, world coordinates in metres. */
export interface CircuitOutline {
  /** Points of the closed line at equal distances, in its forward direction; the first is not repeated at the end. */
  readonly line: readonly Point[];
  /** The walls beside those points; null where there is none on that side. */
  readonly leftWall: readonly Point[] | null;
  readonly rightWall: readonly Point[] | null;
}

/** A circuit as points of its line and walls, to centimetres. */
export function outlineCircuit(circuit: Circuit, walls: Walls = wallsOf(circuit)): CircuitOutline {
  const { length_m } = circuit;
  const count = Math.min(MOST_POINTS, Math.max(3, Math.round(length_m / SPACING_M)));
  const beside = (offset_m: number): Point[] =>
    Array.from({ length: count }, (_, i) => {
      const { x_m, y_m, heading_rad } = circuit.pointAt((i * length_m) / count);
      return [
        centimetres(x_m - offset_m * Math.sin(heading_rad)),
        centimetres(y_m + offset_m * Math.cos(heading_rad)),
      ];
    });
  return {
    line: beside(0),
    leftWall: walls.left_m === null ? null : beside(walls.left_m),
    rightWall: walls.right_m === null ? null : beside(-walls.right_m),
  };
}

function centimetres(length_m: number): number {
  return Math.round(length_m * 100) / 100;
}
