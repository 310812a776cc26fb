/** Shortest course that a car could drive between walls. */
const MIN_LENGTH_M = 10;

/** Checks that points can be the control points of a closed line.
 *  @throws what `fail` returns for the complaint */
export function requireClosedCourse(
  points: readonly (readonly [number, number])[],
  fail: (complaint: string) => Error,
): void {
  if (points.length < 4) throw fail(`must hold at least 4 points of a closed line, found ${points.length}`);
  let length_m = 0;
  for (const [i, point] of points.entries()) {
    const [nextX, nextY] = points[i + 1] ?? points[0] ?? point;
    const step_m = Math.hypot(nextX - point[0], nextY - point[1]);
    if (step_m < 0.01) {
      throw fail(`must not hold the same point twice in a row (number ${i}); leave out the closing copy`);
    }
    length_m += step_m;
  }
  if (length_m < MIN_LENGTH_M) {
    throw fail(`make a line of ${length_m.toFixed(2)} m; a circuit has at least ${MIN_LENGTH_M} m`);
  }
}
