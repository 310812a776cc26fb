/** How many values lie between `lower` and `upper`, bin by bin. */
export interface Bins {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly counts: readonly number[];
}
