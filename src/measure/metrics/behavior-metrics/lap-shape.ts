import type { LapPoints } from './perfect-lap';

/** The lap is closed by the first point after this many that is this near to the first point. */
const POINTS_BEFORE_CLOSING = 100;
const CLOSED_M = 1;
/** A lap that never returns this near to its start is open; BehaviorMetrics counts points around a loop. */
const OPEN_M = 5;

/** Whether the points of a perfect lap form a closed lap, and its lengths. */
export interface LapShape {
  /** Why nothing can be measured against it; null if it can. */
  readonly problem: string | null;
  /** Length up to the first point (after the hundredth) within 1 m of the start, as in BehaviorMetrics; null
   *  if there is none. */
  readonly diameter_m: number | null;
  /** Length of the closed lap: up to the point nearest to its start, plus the remaining gap. */
  readonly length_m: number | null;
}

export function measureLapShape({ x_m, y_m }: LapPoints): LapShape {
  const none = { diameter_m: null, length_m: null };
  const count = x_m.length;
  if (count <= POINTS_BEFORE_CLOSING) {
    const problem = `the perfect lap has ${count} points; more than ${POINTS_BEFORE_CLOSING} are needed`;
    return { problem, ...none };
  }
  let travelled_m = 0;
  let diameter_m: number | null = null;
  let nearest_m = Number.POSITIVE_INFINITY;
  let length_m = 0;
  for (let i = 1; i < count; i++) {
    travelled_m += distance(x_m[i - 1]!, y_m[i - 1]!, x_m[i]!, y_m[i]!);
    if (i <= POINTS_BEFORE_CLOSING) continue;
    const gap_m = distance(x_m[0]!, y_m[0]!, x_m[i]!, y_m[i]!);
    if (gap_m <= CLOSED_M) diameter_m ??= travelled_m;
    // After the first return a second round does not count.
    if (gap_m < nearest_m && (nearest_m > CLOSED_M || travelled_m < length_m + OPEN_M)) {
      nearest_m = gap_m;
      length_m = travelled_m + gap_m;
    }
  }
  if (!(nearest_m <= OPEN_M)) {
    const apart = Number.isFinite(nearest_m) ? `${nearest_m.toFixed(1)} m` : 'infinity';
    return {
      problem: `the perfect lap is not closed: it never comes closer to its start than ${apart}`,
      ...none,
    };
  }
  return { problem: null, diameter_m, length_m };
}

function distance(x0: number, y0: number, x1: number, y1: number): number {
  return Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2);
}
