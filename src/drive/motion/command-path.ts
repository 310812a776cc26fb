import type { Command } from '../../types';

/** Where the path begins, at the bonnet, and its points. */
const STEP_M = 0.15;
const LENGTH_M = 6;
const LEAST_MPS = 0.05;

/** Points of the circle that a command drives the car on, in the car's frame: x ahead, y left. It ends after 6 m or a
 *  quarter turn; empty for a stopped car. */
export function commandPath({ v_mps, w_radps }: Command): { readonly x_m: number; readonly y_m: number }[] {
  const points: { readonly x_m: number; readonly y_m: number }[] = [];
  if (Math.abs(v_mps) < LEAST_MPS) return points;
  const curvature_1pm = w_radps / v_mps;
  for (let along_m = STEP_M; ; along_m += STEP_M) {
    const turned_rad = curvature_1pm * along_m;
    points.push(
      Math.abs(turned_rad) < 1e-6
        ? { x_m: along_m, y_m: 0 }
        : { x_m: Math.sin(turned_rad) / curvature_1pm, y_m: (1 - Math.cos(turned_rad)) / curvature_1pm },
    );
    if (along_m >= LENGTH_M || Math.abs(turned_rad) > Math.PI / 2) return points;
  }
}
