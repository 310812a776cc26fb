/** Histogram counts: bin i has `counts[i]` values from `lower[i]` to `upper[i]`. */
export interface Bins {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly counts: readonly number[];
}
