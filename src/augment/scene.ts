/**
 * What a row of the F1 car's camera shows, for disturbances that depend on the distance: the lens stands
 * 0.0995 m above the road, the horizon lies at row 237 of 480, the focal length is 320 pixels of 640.
 * Other picture sizes are taken in proportion.
 */
export class Scene {
  readonly horizon: number;
  readonly focal_px: number;
  readonly centre: number;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.horizon = (237 / 480) * height;
    this.focal_px = width / 2;
    this.centre = width / 2;
  }

  /** Distance of what a row shows, m: the road below the horizon, above it the upper edge of the walls (0.4 m
   *  above the lens), at most the camera's far plane. */
  distance_m(row: number): number {
    const below = row + 0.5 - this.horizon;
    const height_m = below > 0 ? LENS_HEIGHT_M : WALL_ABOVE_LENS_M;
    return Math.min(FAR_M, (this.focal_px * height_m) / Math.max(1e-6, Math.abs(below)));
  }

  /** Row at which the road `x_m` ahead is seen. */
  rowOfRoad(x_m: number): number {
    return this.horizon + (this.focal_px * LENS_HEIGHT_M) / x_m;
  }
}

const LENS_HEIGHT_M = 0.0995;
const WALL_ABOVE_LENS_M = 0.4;
const FAR_M = 15;
