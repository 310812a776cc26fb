/** Milliseconds; percentiles by nearest rank. Null where nothing was timed. */
export interface Times {
  readonly timed: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Mean and percentiles of times in ms. */
export function timesOf(samples_ms: readonly number[] | Float64Array): Times {
  const sorted = Float64Array.from(samples_ms).sort();
  const timed = sorted.length;
  if (timed === 0) return { timed, mean: null, p50: null, p99: null };
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * timed) - 1)]!;
  return {
    timed,
    mean: sorted.reduce((sum, value) => sum + value, 0) / timed,
    p50: at(0.5),
    p99: at(0.99),
  };
}

/** Middle of the values that are there; null where none is. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
