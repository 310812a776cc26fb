import type { BrainOutput } from '../../types';
import { meantArc } from './arc-course';
import type { Beside } from './latency-fit';

/** The road as one answer gives it, to compare the next with. Coordinates are the car's at the frame. */
export interface Road {
  readonly beside: Beside;
  /** A point that will still be ahead at the next frame; null where the road is too short. */
  readonly point: { readonly x_m: number; readonly y_m: number } | null;
}

/** By the arc that velocities mean. */
export function besideArc({ v_mps, w_radps }: BrainOutput): Road {
  const { bend_1pm: bend, length_m, half_rad, chord_m } = meantArc(v_mps, w_radps);
  return {
    point: { x_m: chord_m * Math.cos(half_rad), y_m: chord_m * Math.sin(half_rad) },
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
export function besideLine({ x_m, y_m }: NonNullable<BrainOutput['course']>): Road {
  const { length } = x_m;
  let i = 0;
  while (i < length && Math.hypot(x_m[i]!, y_m[i]!) < FITTED_M) i += 1;
  return {
    point: i === length ? null : { x_m: x_m[i]!, y_m: y_m[i]! },
    beside: (x, y) => {
      for (let k = 0; k < length - 1; k += 1) {
        const dx = x_m[k + 1]! - x_m[k]!;
        const dy = y_m[k + 1]! - y_m[k]!;
        const along = (x - x_m[k]!) * dx + (y - y_m[k]!) * dy;
        if (along < 0 && k === 0) return null;
        if (along > dx * dx + dy * dy) continue;
        return ((y - y_m[k]!) * dx - (x - x_m[k]!) * dy) / Math.hypot(dx, dy);
      }
      return null;
    },
  };
}
