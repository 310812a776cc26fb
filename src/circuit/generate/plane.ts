/** A place or a direction in the plane. */
export type Vector = readonly [x_m: number, y_m: number];

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1]];
}

/** The place at a distance along a direction from another. */
export function stepFrom([x, y]: Vector, [dx, dy]: Vector, distance_m: number): Vector {
  return [x + distance_m * dx, y + distance_m * dy];
}

/** A quarter turn to the left. */
export function leftOf([x, y]: Vector): Vector {
  return [-y, x];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1];
}

/** Positive where `b` points to the left of `a`. */
export function cross(a: Vector, b: Vector): number {
  return a[0] * b[1] - a[1] * b[0];
}

/** Not Math.hypot, whose last digit is up to the engine. */
export function lengthOf([x, y]: Vector): number {
  return Math.sqrt(x * x + y * y);
}

export function distance(a: Vector, b: Vector): number {
  return lengthOf(minus(a, b));
}

export function unit(v: Vector): Vector {
  const length = lengthOf(v);
  return [v[0] / length, v[1] / length];
}

/** Distance of a place from a straight piece. */
function fromPiece(p: Vector, a: Vector, b: Vector): number {
  const along = minus(b, a);
  const share = dot(minus(p, a), along) / dot(along, along);
  return distance(p, stepFrom(a, along, Math.max(0, Math.min(1, share))));
}

/** Smallest distance between two straight pieces; 0 where they cross. */
export function betweenPieces(a: Vector, b: Vector, c: Vector, d: Vector): number {
  const [ab, cd] = [minus(b, a), minus(d, c)];
  const isCrossed =
    cross(ab, minus(c, a)) * cross(ab, minus(d, a)) < 0 &&
    cross(cd, minus(a, c)) * cross(cd, minus(b, c)) < 0;
  if (isCrossed) return 0;
  return Math.min(fromPiece(a, c, d), fromPiece(b, c, d), fromPiece(c, a, b), fromPiece(d, a, b));
}

const TAYLOR_TERMS = 16;

/** Sine and cosine by their series, exact to the last digits for angles of up to half a turn: the engine's own may differ in
 *  the last digit between versions. */
export function directionOf(angle_rad: number): Vector {
  let [cosine, sine] = [0, 0];
  for (let k = 0, term = 1; k < 2 * TAYLOR_TERMS; k++) {
    if (k > 0) term *= angle_rad / k;
    const signed = k % 4 < 2 ? term : -term;
    if (k % 2 === 0) cosine += signed;
    else sine += signed;
  }
  return [cosine, sine];
}
