import { wrapAngle } from '../../../support/numbers';
import type { Motion } from '../../motion/command-history';
import { RoadPath } from './road-path';

/** The point of the line that the car turns to lies so far further along. */
const AHEAD_M = 1.5;
/** The line is not extended by more than this beyond its last point. */
const MOST_BEND_RAD = 0.8;

/**
 * Where the line was when it was last in view, and how the car has moved since, by its own commands. Before the first
 * line, the car is taken to point along the course.
 */
export class LineMemory {
  private readonly path = new RoadPath();
  /** Pose of the car in its frame when it last saw the line. */
  private x_m = 0;
  private y_m = 0;
  private yaw_rad = 0;
  private nearest = 0;

  /** Whether a line was ever in view. */
  get known(): boolean {
    return this.path.length > 0;
  }

  forget(): void {
    this.path.clear();
    this.here();
  }

  /** @param path the line as the car sees it now */
  keep(path: RoadPath): void {
    this.path.copy(path);
    this.here();
  }

  private here(): void {
    this.x_m = 0;
    this.y_m = 0;
    this.yaw_rad = 0;
    this.nearest = 0;
  }

  move(motion: Motion): void {
    const cos = Math.cos(this.yaw_rad);
    const sin = Math.sin(this.yaw_rad);
    this.x_m += motion.x_m * cos - motion.y_m * sin;
    this.y_m += motion.x_m * sin + motion.y_m * cos;
    this.yaw_rad += motion.turned_rad;
    this.nearest = this.nearestPoint();
  }

  /** Driving direction of the line beside the car, in the car's frame, -pi to pi. */
  get course_rad(): number {
    const { path, nearest: i } = this;
    if (path.length === 0) return wrapAngle(-this.yaw_rad);
    const heading_rad = path.heading_rad[i]!;
    if (i < path.length - 1) return wrapAngle(heading_rad - this.yaw_rad);
    const dx = this.x_m - path.x_m[i]!;
    const dy = this.y_m - path.y_m[i]!;
    const beyond_m = Math.max(0, dx * Math.cos(heading_rad) + dy * Math.sin(heading_rad));
    const bend_rad = Math.max(-MOST_BEND_RAD, Math.min(MOST_BEND_RAD, path.curvature_1pm[i]! * beyond_m));
    return wrapAngle(heading_rad + bend_rad - this.yaw_rad);
  }

  /** Direction in which the line must be, in the car's frame, -pi to pi: of a point of it that lies ahead in driving
   *  direction. */
  get bearing_rad(): number {
    const { path, nearest } = this;
    if (path.length === 0) return wrapAngle(-this.yaw_rad);
    let i = nearest;
    while (i < path.length - 1 && path.s_m[i]! - path.s_m[nearest]! < AHEAD_M) i += 1;
    const rest_m = Math.max(0, AHEAD_M - (path.s_m[i]! - path.s_m[nearest]!));
    const dx = path.x_m[i]! + rest_m * Math.cos(path.heading_rad[i]!) - this.x_m;
    const dy = path.y_m[i]! + rest_m * Math.sin(path.heading_rad[i]!) - this.y_m;
    return wrapAngle(Math.atan2(dy, dx) - this.yaw_rad);
  }

  private nearestPoint(): number {
    const { path } = this;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < path.length; i += 1) {
      const distance = (path.x_m[i]! - this.x_m) ** 2 + (path.y_m[i]! - this.y_m) ** 2;
      if (distance >= least) continue;
      least = distance;
      nearest = i;
    }
    return nearest;
  }
}
