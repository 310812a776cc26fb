import type { LapPoints } from './perfect-lap';

/** A lap point counts as passed when the car is this near to it. */
const PASSED_M = 5;
/** Half the length of the chord that gives the heading of the lap at the start. */
const HEADING_M = 1;

/**
 * Counts the points of a perfect lap that a car passes in order, in one direction, as BehaviorMetrics does:
 * the next point counts as passed within 5 m, so the count is about 36 points ahead of the car. Against the
 * order of the points, wrapping around skips the point at index 0 each time.
 */
export class OrderedCount {
  /** Points passed, including the one at the start. */
  passed = 1;
  /** Index of the pose at which all points of the lap were passed; null before. */
  closedAtPose: number | null = null;
  /** When the car returned to its start, s; null before, and without a clock. */
  closedAt_s: number | null = null;
  /** Whether all points are so close together that the count would never end. */
  endless = false;
  private next: number;
  private leftOut = 0;
  /** Distance of the car ahead of the start along the heading there, and its time. */
  private ahead_m = 0;
  private time_s: number | null = null;
  private readonly startX_m: number;
  private readonly startY_m: number;
  private readonly headingX: number;
  private readonly headingY: number;
  private lastX_m: number;
  private lastY_m: number;

  /**
   * @param start index of the lap point at the first pose
   * @param x_m,y_m position of the first pose
   * @param sign 1 with the order of the points, -1 against it
   */
  constructor(
    private readonly lap: LapPoints,
    start: number,
    private readonly sign: 1 | -1,
    x_m: number,
    y_m: number,
  ) {
    const count = lap.x_m.length;
    this.next = sign === 1 ? (start + 1) % count : start - 1;
    this.startX_m = this.lastX_m = x_m;
    this.startY_m = this.lastY_m = y_m;
    const { x, y } = headingAt(lap, start);
    this.headingX = sign * x;
    this.headingY = sign * y;
  }

  pose(x_m: number, y_m: number, pose: number, time_s: number | null): void {
    const passedBefore = this.passed;
    while (!this.endless && this.isNear(x_m, y_m)) {
      this.passed += 1;
      this.step();
      if (this.passed === this.lap.x_m.length) this.closedAtPose = pose;
      if (this.passed - passedBefore >= this.lap.x_m.length) this.endless = true;
    }
    if (this.passed > passedBefore) {
      this.lastX_m = x_m;
      this.lastY_m = y_m;
    }
    this.close(x_m, y_m, time_s);
  }

  get percentage(): number {
    return (this.passed / this.lap.x_m.length) * 100;
  }

  /** Percent of the lap behind the car where it last made progress, without the points ahead of it. */
  get percentageBehind(): number {
    const count = this.lap.x_m.length;
    const counted = this.passed - 1 + this.leftOut;
    let nearest = Number.POSITIVE_INFINITY;
    let ahead = 0;
    for (let back = 0; back <= Math.min(counted, count); back++) {
      const distance_m = this.distance(this.next - this.sign * (back + 1), this.lastX_m, this.lastY_m);
      if (distance_m < nearest) {
        nearest = distance_m;
        ahead = back;
      } else if (distance_m > nearest + PASSED_M) break;
    }
    return ((counted - ahead) / count) * 100;
  }

  private isNear(x_m: number, y_m: number): boolean {
    return this.distance(this.next, x_m, y_m) < PASSED_M;
  }

  private distance(index: number, x_m: number, y_m: number): number {
    const count = this.lap.x_m.length;
    const i = ((index % count) + count) % count;
    const dx = this.lap.x_m[i]! - x_m;
    const dy = this.lap.y_m[i]! - y_m;
    return Math.sqrt(dx * dx + dy * dy);
  }

  private step(): void {
    const count = this.lap.x_m.length;
    this.next += this.sign;
    if (this.sign === 1) {
      if (this.next >= count) this.next = 0;
    } else if (this.next <= 0) {
      // 0: that point is skipped; -1, after a start at 1: none is skipped; -2, after a start at 0: the last
      // point was used for -1 and is counted again.
      this.leftOut += this.next + 1;
      this.next = count - 1;
    }
  }

  /** The count completes a lap some metres before the car does: waits until the car passes its start. */
  private close(x_m: number, y_m: number, time_s: number | null): void {
    const before_m = this.ahead_m;
    const before_s = this.time_s;
    this.ahead_m = (x_m - this.startX_m) * this.headingX + (y_m - this.startY_m) * this.headingY;
    this.time_s = time_s;
    if (this.closedAtPose === null || this.closedAt_s !== null) return;
    if (before_s === null || time_s === null || !(before_m < 0) || !(this.ahead_m >= 0)) return;
    if (Math.hypot(x_m - this.startX_m, y_m - this.startY_m) > 2 * PASSED_M) return;
    this.closedAt_s = before_s + ((time_s - before_s) * -before_m) / (this.ahead_m - before_m);
  }
}

function headingAt(lap: LapPoints, index: number): { readonly x: number; readonly y: number } {
  const back = pointAway(lap, index, -1);
  const on = pointAway(lap, index, 1);
  const x = lap.x_m[on]! - lap.x_m[back]!;
  const y = lap.y_m[on]! - lap.y_m[back]!;
  const length = Math.hypot(x, y) || 1;
  return { x: x / length, y: y / length };
}

function pointAway(lap: LapPoints, index: number, sign: 1 | -1): number {
  const count = lap.x_m.length;
  let i = index;
  for (let steps = 0; steps < count; steps++) {
    if (Math.hypot(lap.x_m[i]! - lap.x_m[index]!, lap.y_m[i]! - lap.y_m[index]!) >= HEADING_M) break;
    i = (i + sign + count) % count;
  }
  return i;
}
