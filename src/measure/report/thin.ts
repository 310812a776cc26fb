/**
 * Fewer points that draw the same curve: of each stretch of equally many points, the lowest and the
 * highest stay, and so do the first, the last and every point that `keep` asks for.
 * @param most about how many points to leave, at least 4
 */
export function thinned<T>(
  points: readonly T[],
  most: number,
  height: (point: T) => number,
  keep: (point: T) => boolean = () => false,
): T[] {
  if (points.length <= most) return [...points];
  const stretches = Math.floor(most / 2);
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
