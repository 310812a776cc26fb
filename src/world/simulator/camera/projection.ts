import type { CameraModel } from '../../../config/f1-car';

/** Depth along the optical axis of a level plane `height_m` below the lens, as seen in a row; infinite or negative at and
 *  above the horizon. */
export function groundDepth_m(camera: CameraModel, row_px: number, height_m: number): number {
  const up = (camera.centreRow_px - row_px) / camera.focal_px;
  return height_m / (Math.sin(camera.pitch_rad) - up * Math.cos(camera.pitch_rad));
}

/** Row of a point `forward_m` ahead of the lens and `below_m` below it. */
export function rowOf(camera: CameraModel, forward_m: number, below_m: number): number {
  const cos = Math.cos(camera.pitch_rad);
  const sin = Math.sin(camera.pitch_rad);
  return (
    camera.centreRow_px -
    (camera.focal_px * (forward_m * sin - below_m * cos)) / (forward_m * cos + below_m * sin)
  );
}
