import { clamp } from '../../support/numbers';
import type { RoadCourse } from '../../types';
import { type Aim, arcTo, type CarPose, type Course } from './course';

/** The car slows down so that it needs this time for the rest of the line: it stops at its end. */
const SLOWING_S = 0.1;
const POINTS = 192;

/** The line as a brain saw it, with the speeds that it allows. */
export class LineCourse implements Course {
  readonly #x_m = new Float64Array(POINTS);
  readonly #y_m = new Float64Array(POINTS);
  readonly #s_m = new Float64Array(POINTS);
  readonly #limit_mps = new Float64Array(POINTS);
  #length = 0;
  #acceleration_mps2 = 0;
  #lateral_mps2 = 0;
  #lookahead_s = 0;
  #minLookahead_m = 0;
  /** The car is beyond this point. */
  #passed = 0;

  /** @param car where the frame was captured
   *  @param course in the car's coordinates there */
  answer(car: CarPose, course: RoadCourse): void {
    const cos = Math.cos(car.yaw_rad);
    const sin = Math.sin(car.yaw_rad);
    this.#length = Math.min(course.x_m.length, POINTS);
    for (let i = 0; i < this.#length; i += 1) {
      const [x, y] = [course.x_m[i]!, course.y_m[i]!];
      this.#x_m[i] = car.x_m + x * cos - y * sin;
      this.#y_m[i] = car.y_m + x * sin + y * cos;
      this.#s_m[i] = i === 0 ? 0 : this.#s_m[i - 1]! + this.#step(i - 1);
      this.#limit_mps[i] = course.limit_mps[i]!;
    }
    this.#acceleration_mps2 = course.acceleration_mps2;
    this.#lateral_mps2 = course.lateralAcceleration_mps2;
    this.#lookahead_s = course.lookahead_s;
    this.#minLookahead_m = course.minLookahead_m;
    this.#passed = 0;
  }

  aim(car: CarPose, from_mps: number, elapsed_s: number | null, into: Aim): void {
    const here_m = this.#along(car);
    const left_m = Math.max(0, this.#s_m[this.#length - 1]! - here_m);
    into.known_m = left_m;
    const fastest_mps = from_mps + this.#acceleration_mps2 * (elapsed_s ?? 0);
    into.v_mps = Math.min(fastest_mps, this.#limit_mps[this.#passed]!, left_m / SLOWING_S);
    into.curvature_1pm = this.#pursue(car, into.v_mps);
    const slower_mps = Math.sqrt(this.#lateral_mps2 / Math.max(1e-6, Math.abs(into.curvature_1pm)));
    if (slower_mps >= into.v_mps) return;
    into.v_mps = slower_mps;
    into.curvature_1pm = this.#pursue(car, slower_mps);
  }

  #pursue(car: CarPose, v_mps: number): number {
    const lookahead_m = Math.max(this.#minLookahead_m, v_mps * this.#lookahead_s);
    let i = this.#passed;
    while (i < this.#length - 2 && this.#away(i + 1, car) < lookahead_m) i += 1;
    const near_m = this.#away(i, car);
    const far_m = this.#away(i + 1, car);
    // Beyond the end along its last piece.
    const most = i === this.#length - 2 ? 8 : 1;
    const share = clamp((lookahead_m - near_m) / Math.max(1e-6, far_m - near_m), 0, most);
    return arcTo(
      car,
      this.#x_m[i]! + share * (this.#x_m[i + 1]! - this.#x_m[i]!),
      this.#y_m[i]! + share * (this.#y_m[i + 1]! - this.#y_m[i]!),
    );
  }

  /** Where along the line a car is; negative before its beginning. */
  #along(car: CarPose): number {
    for (; ; this.#passed += 1) {
      const i = this.#passed;
      const step_m = this.#step(i);
      const dx = this.#x_m[i + 1]! - this.#x_m[i]!;
      const dy = this.#y_m[i + 1]! - this.#y_m[i]!;
      const beyond_m = ((car.x_m - this.#x_m[i]!) * dx + (car.y_m - this.#y_m[i]!) * dy) / step_m;
      if (beyond_m <= step_m || i >= this.#length - 2) return this.#s_m[i]! + beyond_m;
    }
  }

  #step(i: number): number {
    return Math.max(1e-6, Math.hypot(this.#x_m[i + 1]! - this.#x_m[i]!, this.#y_m[i + 1]! - this.#y_m[i]!));
  }

  #away(i: number, car: CarPose): number {
    return Math.hypot(this.#x_m[i]! - car.x_m, this.#y_m[i]! - car.y_m);
  }
}
