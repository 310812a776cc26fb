import type { ClosedLine } from './closed-line';

/** A closed line as points at even distance. */
export interface LinePoints {
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
}

/** How a closed line bends. */
export interface LineBends {
  readonly length_m: number;
  /** Smallest radius, over a metre of the line. */
  readonly tightest_m: number;
  /** 5 and 25 % of the length have this radius or a smaller one. */
  readonly radius5_m: number;
  readonly radius25_m: number;
  /** Angle turned through, left and right alike, on 100 m. */
  readonly turned_degPer100m: number;
  /** Share of the length with a radius above 100 m, 0 to 1, and the longest stretch of it. */
  readonly straightShare: number;
  readonly longestStraight_m: number;
  /** Fastest change of the curvature along the line. */
  readonly sharpest_1pm2: number;
}

/** How much room there is beside a closed line. */
export interface LineRoom {
  /** Distance to both sides of the line, everywhere, up to which a place is nearest to its own stretch: walls farther out would
   *  stand on another stretch, or cut a bend. */
  readonly clearSide_m: number;
  /** Smallest distance between two places that are at least 25 m apart along the line. */
  readonly closestStretches_m: number;
}

export type LineShape = LineBends & LineRoom;

/** Distance of the points that a line is measured with. */
export const SHAPE_STEP_M = 0.5;
const STRAIGHT_RADIUS_M = 100;
const STRETCH_M = 25;
/** Pairs of points nearer than this along the line tell of noise, not of room. */
const PAIR_M = 1;
const DEG_PER_RAD = 57.29577951308232;

/** Measures the line of a circuit. */
export function shapeOf(line: Pick<ClosedLine, 'length_m' | 'pointAt'>): LineShape {
  const count = Math.round(line.length_m / SHAPE_STEP_M);
  const places = Array.from({ length: count }, (_, i) => line.pointAt((i * line.length_m) / count));
  const points = {
    x_m: Float64Array.from(places, (place) => place.x_m),
    y_m: Float64Array.from(places, (place) => place.y_m),
  };
  return { ...measureBends(points), ...measureRoom(points) };
}

/** Only by the four operations and square roots, which are the same on every machine.
 *  @param points `SHAPE_STEP_M` apart */
export function measureBends(points: LinePoints): LineBends {
  const count = points.x_m.length;
  const { curvatures, length_m } = curvaturesOf(points);
  const step_m = length_m / count;
  const bends = curvatures.map(Math.abs).sort();
  const radiusOf = (share: number) => 1 / bends[Math.min(count - 1, Math.floor((1 - share) * count))]!;
  const isStraight = (i: number) => Math.abs(curvatures[i % count]!) < 1 / STRAIGHT_RADIUS_M;
  let [straight, longest, run, turned_rad, sharpest_1pm2] = [0, 0, 0, 0, 0];
  // Twice round, for a straight across the start.
  for (let i = 0; i < 2 * count; i++) {
    run = isStraight(i) ? Math.min(count, run + 1) : 0;
    longest = Math.max(longest, run);
  }
  for (let i = 0; i < count; i++) {
    if (isStraight(i)) straight++;
    turned_rad += bends[i]! * step_m;
    sharpest_1pm2 = Math.max(sharpest_1pm2, Math.abs(curvatures[(i + 1) % count]! - curvatures[i]!) / step_m);
  }
  return {
    length_m,
    tightest_m: radiusOf(0),
    radius5_m: radiusOf(0.05),
    radius25_m: radiusOf(0.25),
    turned_degPer100m: (turned_rad * DEG_PER_RAD * 100) / length_m,
    straightShare: straight / count,
    longestStraight_m: longest * step_m,
    sharpest_1pm2,
  };
}

/** Curvature at each point, of the circle through it and its neighbours, and the length of the polygon. */
function curvaturesOf({ x_m, y_m }: LinePoints): { curvatures: Float64Array; length_m: number } {
  const count = x_m.length;
  const curvatures = new Float64Array(count);
  let length_m = 0;
  for (let i = 0; i < count; i++) {
    const before = (i + count - 1) % count;
    const after = (i + 1) % count;
    const [ax, ay] = [x_m[i]! - x_m[before]!, y_m[i]! - y_m[before]!];
    const [bx, by] = [x_m[after]! - x_m[i]!, y_m[after]! - y_m[i]!];
    const [a, b, c] = [norm(ax, ay), norm(bx, by), norm(ax + bx, ay + by)];
    curvatures[i] = (2 * (ax * by - ay * bx)) / (a * b * c);
    length_m += b;
  }
  return { curvatures, length_m };
}

/** As `measureBends`. */
export function measureRoom({ x_m, y_m }: LinePoints): LineRoom {
  const count = x_m.length;
  const pair = PAIR_M / SHAPE_STEP_M;
  const stretch = STRETCH_M / SHAPE_STEP_M;
  const longestStep_m = longestStep({ x_m, y_m });
  let clearSide_m = Number.POSITIVE_INFINITY;
  let closestStretches_m = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const [x, y] = [x_m[i]!, y_m[i]!];
    const [ahead, behind] = [(i + 1) % count, (i + count - 1) % count];
    const [tx, ty] = [x_m[ahead]! - x_m[behind]!, y_m[ahead]! - y_m[behind]!];
    const along = norm(tx, ty);
    for (let apart = pair; apart <= count - pair; ) {
      const j = (i + apart) % count;
      const [dx, dy] = [x_m[j]! - x, y_m[j]! - y];
      const distance_m = norm(dx, dy);
      if (apart >= stretch && apart <= count - stretch) {
        closestStretches_m = Math.min(closestStretches_m, distance_m);
      }
      // Radius of the circle that touches the line here and passes through the other point.
      const aside = 2 * Math.abs(tx * dy - ty * dx);
      if (distance_m * distance_m * along < clearSide_m * aside) {
        clearSide_m = (distance_m * distance_m * along) / aside;
      }
      // Neither changes for points so far away: the circle is at least half as wide as they are distant.
      const spare_m = distance_m - Math.max(2 * clearSide_m, closestStretches_m);
      apart += Math.max(1, Math.floor(spare_m / longestStep_m));
    }
  }
  return { clearSide_m, closestStretches_m };
}

/** Largest distance of two points in a row. */
function longestStep({ x_m, y_m }: LinePoints): number {
  const count = x_m.length;
  let longest_m = 0;
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    longest_m = Math.max(longest_m, norm(x_m[next]! - x_m[i]!, y_m[next]! - y_m[i]!));
  }
  return longest_m;
}

function norm(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
