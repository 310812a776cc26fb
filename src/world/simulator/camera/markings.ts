import type { MarkingLook } from '../../../circuit/look';
import type { CourseSamples } from './course-samples';
import type { Lens } from './ground';
import type { PlaneProjector } from './strip';

/** Farther than the far plane's corners. */
const OUT_OF_SIGHT_M = 25;

/** Projects a painted rectangle as a flat quadrilateral; false when it is too far away to be visible. */
export function projectMarking(
  marking: MarkingLook,
  samples: CourseSamples,
  lens: Lens,
  projector: PlaneProjector,
): boolean {
  const { points, step_m, count } = samples;
  const { from_s_m, to_s_m, from_left_m, to_left_m } = marking;
  /** A corner in the lens's frame (forward, left), from the nearest sample along its tangent. */
  const corner = (s_m: number, left_m: number): [number, number] => {
    const index = Math.round(s_m / step_m);
    const o = 4 * (((index % count) + count) % count);
    const ahead = s_m - index * step_m;
    const x = points[o]! + points[o + 3]! * ahead + points[o + 2]! * left_m - lens.x_m;
    const y = points[o + 1]! - points[o + 2]! * ahead + points[o + 3]! * left_m - lens.y_m;
    return [x * lens.cos + y * lens.sin, y * lens.cos - x * lens.sin];
  };
  const [x, y] = corner((from_s_m + to_s_m) / 2, 0);
  if (Math.hypot(x, y) > OUT_OF_SIGHT_M + Math.abs(to_s_m - from_s_m)) return false;
  projector.corners.set([
    ...corner(from_s_m, from_left_m),
    ...corner(to_s_m, from_left_m),
    ...corner(to_s_m, to_left_m),
    ...corner(from_s_m, to_left_m),
  ]);
  projector.quad();
  return true;
}
