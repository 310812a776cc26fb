import type { LapPoints } from './perfect-lap';

/** The lap is closed by the first point after this many that comes this near to the first one. */
const POINTS_BEFORE_CLOSING = 100;
const CLOSED_M = 1;
/** A lap that never comes back this near to its start is none: BehaviorMetrics' counting goes round. */
const OPEN_M = 5;

/** What kind of lap the points of a perfect lap make. */
export interface LapShape {
  /** Why figures cannot be taken against it; null when they can. */
  readonly complaint: string | null;
  /** Length up to the first point (after the hundredth) within 1 m of the start, as BehaviorMetrics has it;
   *  null where none comes so near. */
  readonly diameter_m: number | null;
  /** Length of the lap closed: up to where it is nearest to its start, and the gap that is left. */
  readonly length_m: number | null;
}

export function lapShape({ x_m, y_m }: LapPoints): LapShape {
  const none = { diameter_m: null, length_m: null };
  const count = x_m.length;
  if (count <= POINTS_BEFORE_CLOSING) {
    const complaint = `the perfect lap has ${count} points, a lap has more than ${POINTS_BEFORE_CLOSING}`;
    return { complaint, ...none };
  }
  let way_m = 0;
  let diameter_m: number | null = null;
  let nearest_m = Number.POSITIVE_INFINITY;
  let length_m = 0;
  for (let i = 1; i < count; i++) {
    way_m += distance(x_m[i - 1], y_m[i - 1], x_m[i], y_m[i]);
    if (i <= POINTS_BEFORE_CLOSING) continue;
    const gap_m = distance(x_m[0], y_m[0], x_m[i], y_m[i]);
    if (gap_m <= CLOSED_M) diameter_m ??= way_m;
    // Once it has been near, a second time round does not count.
    if (gap_m < nearest_m && (nearest_m > CLOSED_M || way_m < length_m + OPEN_M)) {
      nearest_m = gap_m;
      length_m = way_m + gap_m;
    }
  }
  if (!(nearest_m <= OPEN_M)) {
    const apart = Number.isFinite(nearest_m) ? `${nearest_m.toFixed(1)} m` : 'any number of metres';
    return {
      complaint: `the perfect lap is not closed: it comes no nearer to its start than ${apart}`,
      ...none,
    };
  }
  return { complaint: null, diameter_m, length_m };
}

function distance(x0: number, y0: number, x1: number, y1: number): number {
  return Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2);
}
