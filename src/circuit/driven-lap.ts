export type Point = readonly [number, number];

/** The car must have been this far from the start before a lap can close. */
const AWAY_M = 5;
/** A lap closes where the car is this close to its start again. */
const CLOSED_M = 1.5;
const RESAMPLE_M = 0.25;
/** Standard deviation of the smoothing along the line: enough for positions on a map's grid of about 0.3 m. */
const SMOOTHING_M = 0.8;
/** Distance between two control points. */
const CONTROL_M = 1;

/** The positions from the first one to where the car returns to it.
 *  @throws what `fail` returns for the reason why there is no lap */
export function firstLap(driven: readonly Point[], fail: (complaint: string) => Error): Point[] {
  const moved: Point[] = [];
  for (const point of driven) {
    const last = moved.at(-1);
    if (last === undefined || distance(last, point) > 0.01) moved.push(point);
  }
  const start = moved[0] ?? ([0, 0] as const);
  const fromStart_m = moved.map((point) => distance(start, point));
  const away = fromStart_m.findIndex((far_m) => far_m > AWAY_M);
  if (away < 0) {
    throw fail(`holds no lap: ${moved.length} positions, never more than ${AWAY_M} m from the first`);
  }
  // One step may pass the start: fast cars leave more than a metre between two positions.
  const isBack = (far_m: number, i: number) =>
    i > away && far_m <= Math.max(CLOSED_M, distance(moved[i - 1] ?? start, moved[i] ?? start));
  let end = fromStart_m.findIndex(isBack);
  if (end < 0) {
    const apart = fromStart_m.at(-1)?.toFixed(1);
    throw fail(`holds no closed lap: the car never comes back to its start and ends ${apart} m from it`);
  }
  while ((fromStart_m[end + 1] ?? Number.POSITIVE_INFINITY) < (fromStart_m[end] ?? 0)) end++;
  // The position that closes the lap repeats the first one.
  return moved.slice(0, end);
}

/** Control points of a smooth closed line along the positions. */
export function smoothLap(lap: readonly Point[]): Point[] {
  const even = resample(lap);
  const n = even.length;
  const reach = Math.min(Math.floor(n / 2) - 1, Math.ceil((3 * SMOOTHING_M) / RESAMPLE_M));
  const stride = Math.max(1, Math.round(CONTROL_M / RESAMPLE_M));
  const points: Point[] = [];
  for (let i = 0; i + stride / 2 < n; i += stride) {
    let x = 0;
    let y = 0;
    let total = 0;
    for (let k = -reach; k <= reach; k++) {
      const weight = Math.exp(-0.5 * ((k * RESAMPLE_M) / SMOOTHING_M) ** 2);
      const [px, py] = even[(i + k + n) % n]!;
      x += weight * px;
      y += weight * py;
      total += weight;
    }
    points.push([x / total, y / total]);
  }
  return points;
}

/** Points about RESAMPLE_M apart along the closed polygon. */
function resample(lap: readonly Point[]): Point[] {
  const sides = lap.map((from, i) => {
    const to = lap[i + 1] ?? lap[0] ?? from;
    return { from, to, length_m: distance(from, to) };
  });
  const length_m = sides.reduce((sum, side) => sum + side.length_m, 0);
  const count = Math.max(4, Math.round(length_m / RESAMPLE_M));
  const points: Point[] = [];
  let passed_m = 0;
  for (const [i, { from, to, length_m: side_m }] of sides.entries()) {
    const isLast = i === sides.length - 1;
    for (;;) {
      const at_m = (points.length * length_m) / count;
      if (points.length === count || (passed_m + side_m < at_m && !isLast)) break;
      const share = side_m > 0 ? (at_m - passed_m) / side_m : 0;
      points.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
    }
    passed_m += side_m;
  }
  return points;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}
