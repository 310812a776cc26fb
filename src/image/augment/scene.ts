import { F1_CAMERA } from '../../config/f1-car';

const WALL_ABOVE_LENS_M = 0.4;
/** As shares of an image: the horizon's row and the focal length, rounded to whole pixels of F1_CAMERA. */
const HORIZON_SHARE = 237 / 480;
const FOCAL_SHARE = 320 / 640;
/** Closer walls fill only the sides; the rows of their upper edges show mostly sky. */
const NEAREST_ABOVE_HORIZON_M = 4;

/**
 * What a row of the F1 car's camera shows, for effects that depend on the distance. Images of any size
 * show the same field of view.
 */
export class Scene {
  readonly horizon: number;
  readonly focal_px: number;
  readonly centre: number;
  /** Distance of what each row shows, m: the road below the horizon, walls and sky above it. */
  readonly distances_m: Float64Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.horizon = HORIZON_SHARE * height;
    this.focal_px = FOCAL_SHARE * width;
    this.centre = width / 2;
    this.distances_m = Float64Array.from({ length: height }, (_, row) => this.#distance_m(row));
  }

  #distance_m(row: number): number {
    const below = row + 0.5 - this.horizon;
    const height_m = below > 0 ? F1_CAMERA.height_m : WALL_ABOVE_LENS_M;
    const distance_m = (this.focal_px * height_m) / Math.max(1e-6, Math.abs(below));
    return Math.min(F1_CAMERA.far_m, below > 0 ? distance_m : Math.max(NEAREST_ABOVE_HORIZON_M, distance_m));
  }

  /** Row at which the road `x_m` ahead is seen. */
  rowOfRoad(x_m: number): number {
    return this.horizon + (this.focal_px * F1_CAMERA.height_m) / x_m;
  }

  /** Share of the colour that air of this extinction (1/m) hides, by row (Koschmieder's law). */
  hidden(extinction: number): (row: number) => number {
    return (row) => 1 - Math.exp(-extinction * this.distances_m[row]!);
  }
}
