import { wrapAngle } from '../support/numbers';
import { alongArc, distanceBetween, type PathPoint } from './driven-path';
import { findFault } from './lap-faults';

/** One lap of the recorded car. */
export interface DrivenLap {
  /** From the begin of the lap to the last pose before it closes. */
  readonly points: readonly PathPoint[];
  /** Where the car passes the begin of the lap again: beside it, since no car comes back to the millimetre. Null where
   *  the bag ends a little before. */
  readonly closing: { readonly x_m: number; readonly y_m: number } | null;
  /** Longest distance between two poses in a row. */
  readonly largestGap_m: number;
}

export interface FoundLaps {
  readonly laps: readonly DrivenLap[];
  /** Why laps were left out, one reason each. */
  readonly leftOut: readonly string[];
}

/** A lap closes where the car passes its begin in the same direction, at most so far beside it: less than the road is
 *  wide, so that the road next to it does not count. */
const GATE_HALF_WIDTH_M = 2;
/** Shortest lap. */
const LEAST_LAP_M = 10;
/** A bag that ends this close to the begin of the lap has the lap. */
const MISSING_M = 3;
/** Where no lap begins at one place, the next place is tried. */
const NEXT_BEGIN_M = 5;

interface Closing {
  /** Index behind the last pose of the lap. */
  readonly end: number;
  readonly at: DrivenLap['closing'];
}

/** All laps of a bag, one behind the other, from the first place on where one begins that closes and has no fault. */
export function findLaps(paths: readonly (readonly PathPoint[])[]): FoundLaps {
  const laps: DrivenLap[] = [];
  const leftOut: string[] = [];
  for (const path of paths) {
    for (let i = 0; i < path.length - 1; ) {
      const closing = findClosing(path, i);
      if (closing === null) {
        i = indexAfter(path, i, NEXT_BEGIN_M);
        continue;
      }
      const points = path.slice(i, closing.end);
      const fault = findFault(points);
      if (fault === null) {
        laps.push({ points, closing: closing.at, largestGap_m: largestGap_m(points, closing.at) });
        i = closing.end;
      } else {
        leftOut.push(fault.reason);
        i = Math.max(i + fault.end, indexAfter(path, i, NEXT_BEGIN_M));
      }
    }
  }
  return { laps, leftOut };
}

/** Why no path holds a lap, in words that follow the name of the bag. */
export function explainNoLap(paths: readonly (readonly PathPoint[])[]): string {
  const longest = paths.reduce<readonly PathPoint[]>(
    (most, path) => (drivenOn(path) > drivenOn(most) ? path : most),
    [],
  );
  const driven_m = drivenOn(longest);
  const [first, last] = [longest[0], longest.at(-1)];
  if (first === undefined || last === undefined || driven_m < LEAST_LAP_M) {
    return `holds no lap: the car drives ${driven_m.toFixed(1)} m in one piece, and a circuit has at least ${LEAST_LAP_M} m`;
  }
  const teleports = paths.length - 1;
  const pieces =
    teleports === 0
      ? ''
      : `; it was teleported or its clock set back ${teleports === 1 ? 'once' : `${teleports} times`}, and a lap must be driven in one piece`;
  if (
    longest.some(
      (point, i) => i > 0 && point.along_m > LEAST_LAP_M && passes(first, longest[i - 1]!, point, -1),
    )
  ) {
    return (
      `holds no closed lap: the car comes back to its begin against the direction in which it left` +
      `${pieces}; record a lap in one direction`
    );
  }
  const missing_m = distanceBetween(first, last).toFixed(0);
  return (
    `holds no closed lap: after ${driven_m.toFixed(0)} m the bag ends at least ${missing_m} m before the lap closes` +
    `${pieces}; record until the car passes the place where it started`
  );
}

function drivenOn(path: readonly PathPoint[]): number {
  return (path.at(-1)?.along_m ?? 0) - (path[0]?.along_m ?? 0);
}

/** Where the path passes the point `begin` again. */
function findClosing(path: readonly PathPoint[], begin: number): Closing | null {
  const start = path[begin]!;
  let away = false;
  for (let k = begin + 1; k < path.length; k++) {
    const point = path[k]!;
    away ||= distanceBetween(start, point) > LEAST_LAP_M / 3;
    if (!away || point.along_m - start.along_m < LEAST_LAP_M) continue;
    const at = passes(start, path[k - 1]!, point, 1);
    if (at !== null) return { end: k, at };
  }
  const last = path.at(-1)!;
  const isClose =
    away && last.along_m - start.along_m > LEAST_LAP_M && distanceBetween(start, last) < MISSING_M;
  const { ahead_m, left_m, turned_rad } = seenFrom(start, last);
  const isBehind = ahead_m < 0 && Math.abs(left_m) < MISSING_M / 2 && Math.abs(turned_rad) < Math.PI / 4;
  return isClose && isBehind ? { end: path.length, at: null } : null;
}

/** Where the step from one point to the next passes beside `gate`; null where it does not.
 *  @param sign 1 in the direction of the gate, -1 against it */
function passes(gate: PathPoint, from: PathPoint, to: PathPoint, sign: 1 | -1): DrivenLap['closing'] {
  const [before, after] = [seenFrom(gate, from), seenFrom(gate, to)];
  if (sign * before.ahead_m >= 0 || sign * after.ahead_m < 0) return null;
  const share = before.ahead_m / (before.ahead_m - after.ahead_m);
  if (Math.abs(before.left_m + share * (after.left_m - before.left_m)) > GATE_HALF_WIDTH_M) return null;
  if (sign * Math.cos(after.turned_rad) < Math.SQRT1_2) return null;
  const [x_m, y_m] = alongArc(from, from.heading_rad, to, to.heading_rad, share);
  return { x_m, y_m };
}

function seenFrom(origin: PathPoint, point: PathPoint) {
  const [dx, dy] = [point.x_m - origin.x_m, point.y_m - origin.y_m];
  const [cos, sin] = [Math.cos(origin.heading_rad), Math.sin(origin.heading_rad)];
  return {
    ahead_m: dx * cos + dy * sin,
    left_m: dy * cos - dx * sin,
    turned_rad: wrapAngle(point.heading_rad - origin.heading_rad),
  };
}

function indexAfter(path: readonly PathPoint[], from: number, distance_m: number): number {
  let i = from + 1;
  while (i < path.length && path[i]!.along_m - path[from]!.along_m < distance_m) i++;
  return i;
}

function largestGap_m(points: readonly PathPoint[], closing: DrivenLap['closing']): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  let most_m = distanceBetween(last, closing ?? first);
  for (let i = 1; i < points.length; i++)
    most_m = Math.max(most_m, distanceBetween(points[i - 1]!, points[i]!));
  return most_m;
}
