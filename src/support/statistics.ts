/** Ascending copy of the values. */
export function ascending(values: Iterable<number>): Float64Array {
  return new Float64Array(values).sort();
}

/** Null without values. */
export function mean(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Middle value, or the mean of the middle two; null without values. */
export function median(values: Iterable<number>): number | null {
  const sorted = ascending(values);
  const upper = sorted.length >> 1;
  const lower = sorted.length % 2 === 1 ? upper : upper - 1;
  const [a, b] = [sorted[lower], sorted[upper]];
  return a === undefined || b === undefined ? null : (a + b) / 2;
}

/** Sum of the squared differences from `centre`. */
export function squaredDeviations(values: ArrayLike<number>, centre: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum;
}

/** Percentile by nearest rank, a value that occurs; null without values.
 *  @param share 0 to 1 */
export function nearestRank(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Quantile by linear interpolation (R. J. Hyndman and Y. Fan's type 7); null without values.
 *  @param share 0 to 1 */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  return low === undefined || high === undefined ? null : low + (place - below) * (high - low);
}

/** The value below such a quantile, one that occurs; null without values.
 *  @param share 0 to 1 */
export function lowerQuantile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? null;
}
