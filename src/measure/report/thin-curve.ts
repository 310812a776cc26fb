/**
 * Thins a curve: keeps the lowest and highest point of each group of equally many points, the first and last
 * point, and every point that `keep` selects.
 * @param maxPoints approximate number of points to keep, at least 4
 */
export function thinCurve<T>(
  points: readonly T[],
  maxPoints: number,
  height: (point: T) => number,
  keep: (point: T) => boolean = () => false,
): T[] {
  if (points.length <= maxPoints) return [...points];
  const stretches = Math.floor(maxPoints / 2);
  const kept: T[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * points.length) / stretches);
    const next = Math.floor(((stretch + 1) * points.length) / stretches);
    let lowest = from;
    let highest = from;
    for (let i = from; i < next; i += 1) {
      if (height(points[i]!) < height(points[lowest]!)) lowest = i;
      if (height(points[i]!) > height(points[highest]!)) highest = i;
    }
    for (let i = from; i < next; i += 1) {
      const end = i === 0 || i === points.length - 1;
      if (end || i === lowest || i === highest || keep(points[i]!)) kept.push(points[i]!);
    }
  }
  return kept;
}
