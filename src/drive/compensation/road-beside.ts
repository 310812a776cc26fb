import type { BrainOutput, RoadCourse } from '../../types';
import type { Road } from '../motion/latency-fit';
import { besideLine, pointBeyond } from '../motion/polyline';
import { meantArc } from './arc-course';

/** By the arc that velocities mean. */
export function roadOfArc({ v_mps, w_radps }: BrainOutput): Road {
  const { bend_1pm: bend, length_m, half_rad, chord_m } = meantArc(v_mps, w_radps);
  return {
    points: [{ x_m: chord_m * Math.cos(half_rad), y_m: chord_m * Math.sin(half_rad) }],
    beside: (x_m, y_m) => {
      if (x_m < 0 || x_m > length_m) return null;
      // Distance from a circle through the car, for any curvature (0 is a straight line).
      const power_m = bend * (x_m * x_m + y_m * y_m) - 2 * y_m;
      return power_m / (1 + Math.sqrt(Math.max(0, 1 + bend * power_m)));
    },
  };
}

/** Distance of the point that is compared. */
const FITTED_M = 2.5;

/** By the line that a brain saw. */
export function roadOfLine({ x_m, y_m }: RoadCourse): Road {
  const line = { x_m, y_m, length: x_m.length };
  const point = pointBeyond(line, FITTED_M);
  return { points: point === null ? [] : [point], beside: (x, y) => besideLine(line, x, y) };
}
