/** A point of the road in the car's coordinates. */
export interface RoadPoint {
  readonly x_m: number;
  readonly y_m: number;
}

/** Points of a line, in order. */
export interface Polyline {
  readonly x_m: ArrayLike<number>;
  readonly y_m: ArrayLike<number>;
  readonly length: number;
}

/** Distance of a point from a line, left of it positive; null beside its ends. */
export function besideLine({ x_m, y_m, length }: Polyline, x: number, y: number): number | null {
  for (let i = 0; i < length - 1; i += 1) {
    const dx = x_m[i + 1]! - x_m[i]!;
    const dy = y_m[i + 1]! - y_m[i]!;
    const along = (x - x_m[i]!) * dx + (y - y_m[i]!) * dy;
    const length2 = dx * dx + dy * dy;
    if (along < 0 && i === 0) return null;
    if (along > length2) continue;
    return ((y - y_m[i]!) * dx - (x - x_m[i]!) * dy) / Math.sqrt(length2);
  }
  return null;
}

/** The first point that is at least so far from the car; null where the line ends before. */
export function pointBeyond({ x_m, y_m, length }: Polyline, distance_m: number): RoadPoint | null {
  let i = 0;
  while (i < length && Math.hypot(x_m[i]!, y_m[i]!) < distance_m) i += 1;
  return i === length ? null : { x_m: x_m[i]!, y_m: y_m[i]! };
}
