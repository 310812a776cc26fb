import type { LapPoints } from './perfect-lap';

/** A car this near to a point of the perfect lap is on its road. */
export const ON_ROAD_M = 5;
/** Points on either side of the last nearest one that the local search covers. */
const WINDOW = 60;
/** Candidates of the search along the whole lap. */
const CANDIDATES = 2000;

/** How near the driven path is to the perfect lap. */
export class LapProximity {
  /** Index of the lap point nearest to the first pose, and its distance. */
  start = 0;
  start_m = Number.POSITIVE_INFINITY;
  /** Largest distance of the car from the lap. */
  furthest_m = 0;
  /** Length of the driven path, and of the part of it on the road. */
  driven_m = 0;
  onRoad_m = 0;
  private nearest = 0;
  private readonly stride: number;

  constructor(private readonly lap: LapPoints) {
    this.stride = Math.max(1, Math.ceil(lap.x_m.length / CANDIDATES));
  }

  first(x_m: number, y_m: number): void {
    this.start_m = this.search(x_m, y_m, 0, this.lap.x_m.length - 1, 1);
    this.start = this.nearest;
    this.furthest_m = this.start_m;
  }

  pose(x_m: number, y_m: number, step_m: number): void {
    let distance_m = this.search(x_m, y_m, this.nearest - WINDOW, this.nearest + WINDOW, 1);
    if (distance_m > ON_ROAD_M) {
      this.search(x_m, y_m, 0, this.lap.x_m.length - 1, this.stride);
      distance_m = this.search(x_m, y_m, this.nearest - this.stride, this.nearest + this.stride, 1);
    }
    if (distance_m > this.furthest_m) this.furthest_m = distance_m;
    this.driven_m += step_m;
    if (distance_m <= ON_ROAD_M) this.onRoad_m += step_m;
  }

  private search(x_m: number, y_m: number, from: number, to: number, stride: number): number {
    const count = this.lap.x_m.length;
    let least = Number.POSITIVE_INFINITY;
    let found = this.nearest;
    for (let index = from; index <= to; index += stride) {
      const i = ((index % count) + count) % count;
      const dx = this.lap.x_m[i]! - x_m;
      const dy = this.lap.y_m[i]! - y_m;
      const distance2 = dx * dx + dy * dy;
      if (distance2 < least) {
        least = distance2;
        found = i;
      }
    }
    this.nearest = found;
    return Math.sqrt(least);
  }
}
