import { isPlausibleSpeed, isTeleport } from '../../circuit/teleport';
import type { Pose } from '../../types';

const SMALLEST_STEP_M = 0.02;

export interface TracePoint {
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
  /** Whether the car was teleported here from the previous point. */
  readonly breaks: boolean;
}

/** The driven path in bounded memory: when the buffer is full, every other point is dropped and the sampling
 *  interval doubles, so that the points stay evenly spaced over the whole run. */
export class DrivenTrace {
  private readonly xyv: Float64Array;
  private readonly breaks: Uint8Array;
  private kept = 0;
  private stride = 1;
  private skipped = 0;
  private broken = false;
  private last: Pose | null = null;

  constructor(private readonly capacity = 20_000) {
    this.xyv = new Float64Array(3 * capacity);
    this.breaks = new Uint8Array(capacity);
  }

  get length(): number {
    return this.kept;
  }

  /** Adds a pose; invalid poses and poses of a stationary car are skipped. */
  add(pose: Pose): void {
    if (!Number.isFinite(pose.x_m) || !Number.isFinite(pose.y_m) || !Number.isFinite(pose.v_mps)) return;
    const last = this.last;
    if (last !== null) {
      if (Math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m) < SMALLEST_STEP_M) return;
      this.broken ||= isTeleport(last, pose);
    }
    this.last = pose;
    if (!isPlausibleSpeed(pose)) return;
    this.skipped += 1;
    if (this.kept > 0 && this.skipped < this.stride) return;
    this.skipped = 0;
    if (this.kept === this.capacity) this.thin();
    this.xyv.set([pose.x_m, pose.y_m, pose.v_mps], 3 * this.kept);
    this.breaks[this.kept] = this.broken ? 1 : 0;
    this.broken = false;
    this.kept += 1;
  }

  points(): TracePoint[] {
    return Array.from({ length: this.kept }, (_, i) => ({
      x_m: this.xyv[3 * i]!,
      y_m: this.xyv[3 * i + 1]!,
      v_mps: this.xyv[3 * i + 2]!,
      breaks: this.breaks[i] === 1,
    }));
  }

  private thin(): void {
    const half = Math.ceil(this.kept / 2);
    for (let i = 1; i < half; i += 1) {
      this.xyv.copyWithin(3 * i, 6 * i, 6 * i + 3);
      this.breaks[i] = this.breaks[2 * i]! | this.breaks[2 * i - 1]!;
    }
    if (this.kept % 2 === 0) this.broken ||= this.breaks[this.kept - 1] === 1;
    this.kept = half;
    this.stride *= 2;
  }
}
