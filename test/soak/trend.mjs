// Whether a figure grows: a straight line through the second half of its samples.

/** Least squares through [x, y]: y = at0 + slope * x; null for fewer than three points. */
export function straightLine(points) {
  const n = points.length;
  if (n < 3) return null;
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / n;
  const [x, y] = [mean(0), mean(1)];
  let [xx, xy] = [0, 0];
  for (const [px, py] of points) {
    xx += (px - x) ** 2;
    xy += (px - x) * (py - y);
  }
  if (xx === 0) return null;
  const slope = xy / xx;
  return { slope, at0: y - slope * x };
}

/** The least of every so many samples that follow each other: what is left when garbage was collected. */
export function floors(points, size) {
  const found = [];
  for (let i = 0; i + size <= points.length; i += size) {
    found.push(points.slice(i, i + size).reduce((least, point) => (point[1] < least[1] ? point : least)));
  }
  return found;
}

/**
 * The growth of a figure over the second half of a run.
 * @param points [minutes, value], null values left out
 * @param bound most that it may grow in that time
 * @param floor samples of which only the least counts; 1 for all
 */
export function judge(points, bound, floor = 1) {
  const known = points.filter(([, value]) => value !== null && Number.isFinite(value));
  const second = known.slice(Math.floor(known.length / 2));
  const kept = floors(second, floor);
  const line = straightLine(kept);
  const median = [...second.map(([, value]) => value)].sort((a, b) => a - b)[Math.floor(second.length / 2)];
  if (line === null) return { median: median ?? null, growth: null, bound, grows: null };
  const growth = line.slope * (second.at(-1)[0] - second[0][0]);
  return { median, growth, bound, grows: growth > bound };
}
