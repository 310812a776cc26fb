import type { Line } from '../measure/metrics/line';
import { wrapAngle } from '../support/numbers';
import { alongArc, distanceBetween, type PathPoint } from './driven-path';
import type { DrivenLap } from './find-laps';
import type { LineSighting } from './line-watch';
import { placeOnLine } from './place-on-line';
import { type CommonClock, lastUpTo } from './sighting-times';

/** A place of the line, seen from a known pose. */
export interface SeenPlace {
  /** Along and beside the driven line, left positive. */
  readonly s_m: number;
  readonly aside_m: number;
  /** Distance from the car. */
  readonly distance_m: number;
}

/** Between poses that are farther apart, the pose of a frame is unknown. */
const LONGEST_STEP_M = 3;
/** A red thing that is farther from the driven line is no line of this road. */
const WIDEST_M = 2;

/** A frame is recorded at most so long before or after the poses around it. */
const LATE_S = 2;

interface TimedPose extends PathPoint {
  readonly time_s: number;
  /** Along the driven line. */
  readonly s_m: number;
}

/** Where the frames of a lap show the line. */
export function seenPlaces(
  lap: DrivenLap,
  driven: Line,
  sightings: readonly LineSighting[],
  clock: CommonClock,
): SeenPlace[] {
  const poses = timedPoses(lap, driven, clock);
  const places: SeenPlace[] = [];
  const [first, last] = [lap.points[0]!, lap.points.at(-1)!];
  for (const sighting of sightings) {
    // After a reset of the simulation the stamps start again.
    const { recorded_s } = sighting;
    if (recorded_s < first.recorded_s - LATE_S || recorded_s > last.recorded_s + LATE_S) continue;
    const time_s = clock.frame(sighting);
    if (time_s === null) continue;
    const before = lastUpTo(poses, time_s, (pose) => pose.time_s);
    const [from, to] = [poses[before], poses[before + 1]];
    if (from === undefined || to === undefined || distanceBetween(from, to) > LONGEST_STEP_M) continue;
    const share = (time_s - from.time_s) / (to.time_s - from.time_s);
    const [x_m, y_m] = alongArc(from, from.yaw_rad, to, to.yaw_rad, share);
    const yaw_rad = from.yaw_rad + share * wrapAngle(to.yaw_rad - from.yaw_rad);
    const [cos, sin] = [Math.cos(yaw_rad), Math.sin(yaw_rad)];
    for (const seen of sighting.points) {
      const place = driven.project(
        x_m + seen.x_m * cos - seen.y_m * sin,
        y_m + seen.x_m * sin + seen.y_m * cos,
        from.s_m + seen.x_m,
      );
      if (Math.abs(place.lateral_m) > WIDEST_M) continue;
      places.push({ s_m: place.s_m, aside_m: place.lateral_m, distance_m: Math.hypot(seen.x_m, seen.y_m) });
    }
  }
  return places;
}

/** Poses in ascending order of time, with their place along the line. */
function timedPoses({ points }: DrivenLap, driven: Line, clock: CommonClock): TimedPose[] {
  const poses: TimedPose[] = [];
  for (const point of points) {
    const time_s = clock.pose(point);
    const last = poses.at(-1);
    if (time_s === null || (last !== undefined && time_s <= last.time_s)) continue;
    const { s_m } = driven.project(point.x_m, point.y_m, last?.s_m ?? placeOnLine(driven, point));
    poses.push({ ...point, time_s, s_m });
  }
  return poses;
}
