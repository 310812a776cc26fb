export type Point = readonly [number, number];

/** A lap has to lead this far away from its start before it can close. */
const AWAY_M = 5;
/** A lap is closed where the car comes this near its start again. */
const CLOSED_M = 1.5;
const RESAMPLE_M = 0.25;
/** Spread of the smoothing along the line: wide enough for positions on the grid of a map, some 0.3 m. */
const SMOOTHING_M = 0.8;
/** Distance between the control points that are kept. */
const CONTROL_M = 1;

/** The positions from the first one to where the car comes back to it.
 *  @throws what `fail` makes of the reason why there is no lap */
export function firstLap(driven: readonly Point[], fail: (complaint: string) => Error): Point[] {
  const moved: Point[] = [];
  for (const point of driven) {
    const last = moved[moved.length - 1];
    if (last === undefined || distance(last, point) > 0.01) moved.push(point);
  }
  let away = false;
  for (let i = 1; i < moved.length; i++) {
    const fromStart = distance(moved[0], moved[i]);
    if (!away) {
      away = fromStart > AWAY_M;
      continue;
    }
    // The step itself may pass the start: fast cars leave more than a metre between two positions.
    const step = distance(moved[i - 1], moved[i]);
    if (fromStart > Math.max(CLOSED_M, step)) continue;
    let end = i;
    while (end + 1 < moved.length && distance(moved[0], moved[end + 1]) < distance(moved[0], moved[end]))
      end++;
    // The position that closes the lap stands for the first one.
    return moved.slice(0, end);
  }
  if (!away)
    throw fail(`holds no lap: ${moved.length} positions, never more than ${AWAY_M} m from the first`);
  const apart = distance(moved[0], moved[moved.length - 1]).toFixed(1);
  throw fail(`holds no closed lap: the car never comes back to its start and ends ${apart} m from it`);
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
      const [px, py] = even[(i + k + n) % n];
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
  const closed = [...lap, lap[0]];
  let length = 0;
  for (let i = 1; i < closed.length; i++) length += distance(closed[i - 1], closed[i]);
  const count = Math.max(4, Math.round(length / RESAMPLE_M));
  const points: Point[] = [];
  let i = 1;
  let passed = 0;
  for (let k = 0; k < count; k++) {
    const at = (k * length) / count;
    let step = distance(closed[i - 1], closed[i]);
    while (passed + step < at && i < closed.length - 1) {
      passed += step;
      i++;
      step = distance(closed[i - 1], closed[i]);
    }
    const share = step > 0 ? (at - passed) / step : 0;
    const [x0, y0] = closed[i - 1];
    const [x1, y1] = closed[i];
    points.push([x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
  }
  return points;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}
