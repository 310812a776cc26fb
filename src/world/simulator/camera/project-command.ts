import type { CameraModel } from '../../../config/f1-car';
import type { Command } from '../../../types';
import { rowOf } from './projection';

/** The path is drawn over this range ahead of the lens, m. */
const NEAREST_M = 0.14;
const FARTHEST_M = 4;
const POINTS = 40;

/** The arc that a command drives, on the road as a camera sees it: columns and rows, nearest first; empty for a car that
 *  does not move ahead. */
export function projectCommand(camera: CameraModel, { v_mps, w_radps }: Command): [number, number][] {
  if (v_mps <= 0) return [];
  const { forward_m, left_m, height_m, focal_px, centreColumn_px } = camera;
  const curvature = w_radps / v_mps;
  const points: [number, number][] = [];
  for (let i = 0; i <= POINTS; i++) {
    // Even steps in the image, not on the road.
    const depth_m = 1 / (1 / NEAREST_M + (i / POINTS) * (1 / FARTHEST_M - 1 / NEAREST_M));
    const ahead_m = depth_m + forward_m;
    if (Math.abs(curvature * ahead_m) >= 1) break;
    const bend = curvature * ahead_m;
    const aside_m = (curvature * ahead_m ** 2) / (1 + Math.sqrt(1 - bend * bend)) - left_m;
    points.push([
      centreColumn_px + 0.5 - (focal_px * aside_m) / depth_m,
      rowOf(camera, depth_m, height_m) + 0.5,
    ]);
  }
  return points;
}
