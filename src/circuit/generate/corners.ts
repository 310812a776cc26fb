import { cross, distance, dot, lengthOf, minus, stepFrom, unit, type Vector } from './plane';

/** A corner of the polygon that becomes a bend. */
export interface Corner {
  readonly at: Vector;
  /** Of the bend, where its straights are long enough. */
  readonly radius_m: number;
}

const STEP_M = 0.1;
/** Share of a straight that the bends at its ends may take. */
const FULL = 0.999;

/**
 * Rounds the corners of a polygon: each becomes an arc with its radius, or the largest that its straights have room for.
 * @returns points of the outline, at most 0.1 m apart, those of the straights left out; null where an arc would be tighter
 *   than `least_m`
 */
export function roundCorners(corners: readonly Corner[], least_m: number): Vector[] | null {
  const count = corners.length;
  const place = (i: number) => corners[(i + count) % count]!.at;
  const halfTangents = corners.map(({ at }, i) =>
    tangentOfHalfTurn(minus(at, place(i - 1)), minus(place(i + 1), at)),
  );
  const wanted = corners.map(({ radius_m }, i) => radius_m * halfTangents[i]!);
  const fits = corners.map(({ at }, i) => {
    const next = (i + 1) % count;
    return Math.min(1, (FULL * distance(at, place(next))) / (wanted[i]! + wanted[next]!));
  });
  const outline: Vector[] = [];
  for (const [i, { at }] of corners.entries()) {
    const room_m = wanted[i]! * Math.min(fits[i]!, fits[(i + count - 1) % count]!);
    if (room_m / halfTangents[i]! < least_m) return null;
    outline.push(...arc(at, unit(minus(place(i - 1), at)), unit(minus(place(i + 1), at)), room_m));
  }
  return outline;
}

/** Tangent of half the angle between two directions. */
function tangentOfHalfTurn(before: Vector, after: Vector): number {
  return Math.abs(cross(before, after)) / (lengthOf(before) * lengthOf(after) + dot(before, after));
}

/** The arc in a corner as a rational quadratic Bézier curve, which is exact without an angle.
 *  @param back,ahead directions from the corner @param room_m from the corner to either end */
function arc(corner: Vector, back: Vector, ahead: Vector, room_m: number): Vector[] {
  const [from, to] = [stepFrom(corner, back, room_m), stepFrom(corner, ahead, room_m)];
  const weight = Math.sqrt(Math.max(0, 1 - dot(back, ahead)) / 2);
  const steps = Math.ceil((2 * room_m) / STEP_M) + 2;
  return Array.from({ length: steps + 1 }, (_, i): Vector => {
    const t = i / steps;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * weight * t * (1 - t), t * t];
    const sum = a + b + c;
    return [(a * from[0] + b * corner[0] + c * to[0]) / sum, (a * from[1] + b * corner[1] + c * to[1]) / sum];
  });
}
