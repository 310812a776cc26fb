import { median } from '../../src/support/statistics';

/** A sample of a run; null where nobody knew the value. */
export type Sample = readonly [minutes: number, value: number | null];
type Point = readonly [minutes: number, value: number];

/** Whether a value grows over the second half of a run. */
export interface Verdict {
  /** Of the second half; null without samples. */
  readonly median: number | null;
  /** Of a straight line through the second half; null with too few samples. */
  readonly growth: number | null;
  /** Most that it may grow in that time. */
  readonly bound: number;
  /** Null where it is not known. */
  readonly grows: boolean | null;
}

/** @param bound most that the value may grow over the second half
 *  @param floor samples of which only the least counts; 1 for all */
export function judge(samples: readonly Sample[], bound: number, floor = 1): Verdict {
  const known = samples.filter((sample): sample is Point => sample[1] !== null && Number.isFinite(sample[1]));
  const second = known.slice(Math.floor(known.length / 2));
  const middle = median(second.map(([, value]) => value));
  const slope = slopeOf(floors(second, floor));
  const [first, last] = [second[0], second.at(-1)];
  if (slope === null || first === undefined || last === undefined) {
    return { median: middle, growth: null, bound, grows: null };
  }
  const growth = slope * (last[0] - first[0]);
  return { median: middle, growth, bound, grows: growth > bound };
}

/** Of a straight line through the points, by least squares; null for fewer than three points. */
function slopeOf(points: readonly Point[]): number | null {
  const n = points.length;
  if (n < 3) return null;
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  let [xx, xy] = [0, 0];
  for (const [px, py] of points) {
    xx += (px - x) ** 2;
    xy += (px - x) * (py - y);
  }
  return xx === 0 ? null : xy / xx;
}

/** The least of every so many samples that follow each other: what is left when garbage was collected. */
function floors(points: readonly Point[], size: number): Point[] {
  const found: Point[] = [];
  for (let i = 0; i + size <= points.length; i += size) {
    found.push(points.slice(i, i + size).reduce((least, point) => (point[1] < least[1] ? point : least)));
  }
  return found;
}
