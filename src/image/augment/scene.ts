const LENS_HEIGHT_M = 0.0995;
const WALL_ABOVE_LENS_M = 0.4;
/** The camera's far plane: nothing is drawn beyond. */
const FAR_M = 15;
/** Walls nearer than this fill the sides only; the rows that show their upper edges are mostly sky. */
const NEAREST_ABOVE_HORIZON_M = 4;

/**
 * What a row of the F1 car's camera shows, for disturbances that depend on the distance: the lens stands
 * 0.0995 m above the road, the horizon lies at row 237 of 480, the focal length is 320 pixels of 640.
 * Other picture sizes are taken in proportion.
 */
export class Scene {
  readonly horizon: number;
  readonly focal_px: number;
  readonly centre: number;
  /** Of what each row shows, m: the road below the horizon, walls and sky above it. */
  readonly distances_m: Float64Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.horizon = (237 / 480) * height;
    this.focal_px = width / 2;
    this.centre = width / 2;
    this.distances_m = Float64Array.from({ length: height }, (_, row) => this.#distance_m(row));
  }

  #distance_m(row: number): number {
    const below = row + 0.5 - this.horizon;
    const height_m = below > 0 ? LENS_HEIGHT_M : WALL_ABOVE_LENS_M;
    const distance_m = (this.focal_px * height_m) / Math.max(1e-6, Math.abs(below));
    return Math.min(FAR_M, below > 0 ? distance_m : Math.max(NEAREST_ABOVE_HORIZON_M, distance_m));
  }

  /** Row at which the road `x_m` ahead is seen. */
  rowOfRoad(x_m: number): number {
    return this.horizon + (this.focal_px * LENS_HEIGHT_M) / x_m;
  }

  /** Share of the colour that air of this extinction (1/m) hides, by row (Koschmieder's law). */
  hidden(extinction: number): (row: number) => number {
    return (row) => 1 - Math.exp(-extinction * this.distances_m[row]!);
  }
}
