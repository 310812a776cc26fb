import { isPlausibleSpeed, isTeleport } from '../../../circuit/teleport';
import type { Pose } from '../../../types';
import type { SeriesPoint } from '../measurement';

const SMALLEST_STEP_M = 0.02;
const COLUMNS = 7;
const X = 0;
const Y = 1;
const V = 2;
const W = 3;
const TIME = 4;
const DISTANCE = 5;
const DEVIATION = 6;

/** The driven path with the values drawn along it, in bounded memory: when the buffer is full, every other
 *  point is dropped and the sampling interval doubles. */
export class SeriesTrace {
  private readonly table: Float64Array;
  private readonly breaks: Uint8Array;
  private kept = 0;
  private stride = 1;
  private skipped = 0;
  private broken = false;
  private last: Pose | null = null;
  private start_s: number | null = null;
  private distance_m = 0;

  constructor(private readonly capacity = 4096) {
    this.table = new Float64Array(COLUMNS * capacity);
    this.breaks = new Uint8Array(capacity);
  }

  /** Poses of a stationary car are skipped. @param deviation_m left of the line positive; null without a line */
  add(pose: Pose, deviation_m: number | null): void {
    this.start_s ??= pose.sim_s;
    const last = this.last;
    if (last !== null) {
      const step_m = Math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m);
      if (step_m < SMALLEST_STEP_M) return;
      const teleported = isTeleport(last, pose);
      this.broken ||= teleported;
      if (!teleported) this.distance_m += step_m;
    }
    this.last = pose;
    if (!isPlausibleSpeed(pose)) return;
    this.skipped += 1;
    if (this.kept > 0 && this.skipped < this.stride) return;
    this.skipped = 0;
    if (this.kept === this.capacity) this.thin();
    const time_s = pose.sim_s === null || this.start_s === null ? Number.NaN : pose.sim_s - this.start_s;
    this.table.set(
      [pose.x_m, pose.y_m, pose.v_mps, pose.w_radps, time_s, this.distance_m, deviation_m ?? Number.NaN],
      COLUMNS * this.kept,
    );
    this.breaks[this.kept] = this.broken ? 1 : 0;
    this.broken = false;
    this.kept += 1;
  }

  /** @param sign -1 for deviations as seen in the opposite driving direction */
  points(sign: 1 | -1): SeriesPoint[] {
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    return Array.from({ length: this.kept }, (_, i) => {
      const row = this.table.subarray(COLUMNS * i, COLUMNS * (i + 1));
      return {
        x_m: row[X]!,
        y_m: row[Y]!,
        v_mps: row[V]!,
        w_radps: row[W]!,
        time_s: orNull(row[TIME]!),
        distance_m: row[DISTANCE]!,
        deviation_m: orNull(sign * row[DEVIATION]!),
        breaks: this.breaks[i] === 1,
      };
    });
  }

  private thin(): void {
    const half = Math.ceil(this.kept / 2);
    for (let i = 1; i < half; i += 1) {
      this.table.copyWithin(COLUMNS * i, COLUMNS * 2 * i, COLUMNS * (2 * i + 1));
      this.breaks[i] = this.breaks[2 * i]! | this.breaks[2 * i - 1]!;
    }
    if (this.kept % 2 === 0) this.broken ||= this.breaks[this.kept - 1] === 1;
    this.kept = half;
    this.stride *= 2;
  }
}
