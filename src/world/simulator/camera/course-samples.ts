import type { Circuit } from '../../../circuit/circuit';

/** Samples per block. Visibility is tested per block. */
export const BLOCK = 32;
const STEP_M = 0.05;

/** The circuit's line as arrays for drawing: points about 5 cm apart with their left normals, in blocks. */
export interface CourseSamples {
  /** x, y, and the unit vector to the left, four numbers a sample; the first block is repeated at the end. */
  readonly points: Float64Array;
  readonly step_m: number;
  readonly count: number;
  readonly blocks: number;
  /** Half the length of a block. */
  readonly reach_m: number;
}

export function sampleCourse(circuit: Circuit): CourseSamples {
  const blocks = Math.max(2, Math.round(circuit.length_m / (STEP_M * BLOCK)));
  const count = blocks * BLOCK;
  const step_m = circuit.length_m / count;
  const points = new Float64Array(4 * (count + BLOCK));
  for (let i = 0; i < count + BLOCK; i++) {
    const point = circuit.pointAt((i % count) * step_m);
    points[4 * i] = point.x_m;
    points[4 * i + 1] = point.y_m;
    points[4 * i + 2] = -Math.sin(point.heading_rad);
    points[4 * i + 3] = Math.cos(point.heading_rad);
  }
  return { points, step_m, count, blocks, reach_m: (BLOCK * step_m) / 2 };
}
