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
  const stretch = points.length / Math.floor(most / 2);
  const kept: T[] = [];
  for (let from = 0; from < points.length; ) {
    const next = Math.min(
      points.length,
      Math.max(from + 1, Math.floor((Math.floor(from / stretch + 1e-9) + 1) * stretch)),
    );
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
    from = next;
  }
  return kept;
}
