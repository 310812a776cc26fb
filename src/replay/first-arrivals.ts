import { lastAtMost } from '../support/last-at-most';

/** When a car first came how far: it may stand, or roll back. */
export class FirstArrivals {
  /** Only poses that came farther than all before. */
  readonly #distance_m: Float64Array;
  readonly #time_s: Float64Array;

  /** @param distance_m,time_s equally long, in the order of time */
  constructor(distance_m: Float64Array, time_s: Float64Array) {
    let farthest_m = Number.NEGATIVE_INFINITY;
    const record: number[] = [];
    for (let i = 0; i < distance_m.length; i++) {
      if (distance_m[i]! <= farthest_m) continue;
      farthest_m = distance_m[i]!;
      record.push(i);
    }
    this.#distance_m = Float64Array.from(record, (i) => distance_m[i]!);
    this.#time_s = Float64Array.from(record, (i) => time_s[i]!);
  }

  /** Interpolated; null for a place before the first pose, or beyond the farthest. */
  timeAt(distance_m: number): number | null {
    const at = lastAtMost(this.#distance_m, distance_m);
    if (at === null) return null;
    const [from_m, from_s] = [this.#distance_m[at]!, this.#time_s[at]!];
    if (at === this.#distance_m.length - 1) return distance_m === from_m ? from_s : null;
    const share = (distance_m - from_m) / (this.#distance_m[at + 1]! - from_m);
    return from_s + share * (this.#time_s[at + 1]! - from_s);
  }
}
