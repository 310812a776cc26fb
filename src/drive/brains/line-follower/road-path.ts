/** Most points of a path. */
export const PATH_CAPACITY = 160;

/** The line ahead as points on the road in the car's coordinates, nearest first; reused from frame to frame. */
export class RoadPath {
  readonly x_m = new Float64Array(PATH_CAPACITY);
  readonly y_m = new Float64Array(PATH_CAPACITY);
  readonly heading_rad = new Float64Array(PATH_CAPACITY);
  readonly curvature_1pm = new Float64Array(PATH_CAPACITY);
  /** Along the line from the first point. */
  readonly s_m = new Float64Array(PATH_CAPACITY);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  get full(): boolean {
    return this.length === PATH_CAPACITY;
  }

  get reach_m(): number {
    return this.length === 0 ? 0 : this.s_m[this.length - 1]!;
  }

  add(x_m: number, y_m: number, heading_rad: number, curvature_1pm: number): void {
    const i = this.length;
    this.x_m[i] = x_m;
    this.y_m[i] = y_m;
    this.heading_rad[i] = heading_rad;
    this.curvature_1pm[i] = curvature_1pm;
    this.s_m[i] = i === 0 ? 0 : this.s_m[i - 1]! + Math.hypot(x_m - this.x_m[i - 1]!, y_m - this.y_m[i - 1]!);
    this.length += 1;
  }

  copy(other: RoadPath): void {
    this.x_m.set(other.x_m);
    this.y_m.set(other.y_m);
    this.heading_rad.set(other.heading_rad);
    this.curvature_1pm.set(other.curvature_1pm);
    this.s_m.set(other.s_m);
    this.length = other.length;
  }

  /** Replaces the first `count` points by those of `back`, which runs in the opposite direction. */
  replaceStart(count: number, back: RoadPath): void {
    const kept = Math.min(this.length - count, PATH_CAPACITY - back.length);
    for (const column of [this.x_m, this.y_m, this.heading_rad, this.curvature_1pm]) {
      column.copyWithin(back.length, count, count + kept);
    }
    for (let i = 0; i < back.length; i += 1) {
      const from = back.length - 1 - i;
      this.x_m[i] = back.x_m[from]!;
      this.y_m[i] = back.y_m[from]!;
      this.heading_rad[i] = back.heading_rad[from]! - Math.PI;
      this.curvature_1pm[i] = -back.curvature_1pm[from]!;
    }
    this.length = back.length + kept;
    for (let i = 1; i < this.length; i += 1) {
      const step_m = Math.hypot(this.x_m[i]! - this.x_m[i - 1]!, this.y_m[i]! - this.y_m[i - 1]!);
      this.s_m[i] = this.s_m[i - 1]! + step_m;
    }
  }
}
