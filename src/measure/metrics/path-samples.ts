import { hasOwnTwist, isPlausibleSpeed, isTeleport } from '../../circuit/teleport';
import type { Pose } from '../../types';

const SMALLEST_STEP_M = 0.02;

/** Rows of numbers along the driven path, in bounded memory: when the table is full, every other row is dropped and the
 *  sampling interval doubles, so that the rows stay evenly spaced over the whole run. */
export class PathSamples {
  readonly #columns: number;
  readonly #capacity: number;
  readonly #table: Float64Array;
  readonly #breaks: Uint8Array;
  #length = 0;
  #stride = 1;
  #skipped = 0;
  #isBroken = false;
  /** The last pose that had moved, and the last one of all: a car that rests may be teleported. */
  #last: Pose | null = null;
  #newest: Pose | null = null;
  #distance_m = 0;

  /** @param columns numbers of a row
   *  @param capacity most rows */
  constructor(columns: number, capacity: number) {
    this.#columns = columns;
    this.#capacity = capacity;
    this.#table = new Float64Array(columns * capacity);
    this.#breaks = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Poses of a stationary car, or with the speed of a teleport, are skipped.
   *  @param rowOf makes the row of a pose that is kept; `distance_m` is the path driven so far, without teleports */
  add(pose: Pose, rowOf: (distance_m: number) => readonly number[]): void {
    const last = this.#last;
    const before = this.#newest ?? pose;
    this.#newest = pose;
    const teleported = isTeleport(before, pose);
    this.#isBroken ||= teleported;
    if (last !== null) {
      const step_m = Math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m);
      if (step_m < SMALLEST_STEP_M) return;
      if (!teleported) this.#distance_m += step_m;
    }
    this.#last = pose;
    if (!isPlausibleSpeed(pose) || (teleported && !hasOwnTwist(pose))) return;
    this.#skipped += 1;
    if (this.#length > 0 && this.#skipped < this.#stride) return;
    this.#skipped = 0;
    if (this.#length === this.#capacity) this.#thin();
    this.#table.set(rowOf(this.#distance_m), this.#columns * this.#length);
    this.#breaks[this.#length] = this.#isBroken ? 1 : 0;
    this.#isBroken = false;
    this.#length += 1;
  }

  /** @param pointOf makes a point of a row; `breaks`: the car was teleported there from the row before */
  points<T>(pointOf: (row: Float64Array, breaks: boolean) => T): T[] {
    const columns = this.#columns;
    return Array.from({ length: this.#length }, (_, i) =>
      pointOf(this.#table.subarray(columns * i, columns * (i + 1)), this.#breaks[i] === 1),
    );
  }

  #thin(): void {
    const columns = this.#columns;
    const half = Math.ceil(this.#length / 2);
    for (let i = 1; i < half; i += 1) {
      this.#table.copyWithin(columns * i, columns * 2 * i, columns * (2 * i + 1));
      this.#breaks[i] = this.#breaks[2 * i]! | this.#breaks[2 * i - 1]!;
    }
    if (this.#length % 2 === 0) this.#isBroken ||= this.#breaks[this.#length - 1] === 1;
    this.#length = half;
    this.#stride *= 2;
  }
}
