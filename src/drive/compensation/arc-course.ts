import { clamp, wrapAngle } from '../../support/numbers';
import { type Aim, arcTo, type CarPose, type Course } from './course';

/** The point that an arc leads to lies on the road's line so far ahead: a constant, and time at the brain's speed. The
 *  teachers of networks steer to such a point, and so do people; farther, the arc would leave the line in a bend. */
const LOOKAHEAD_M = 0.9;
const LOOKAHEAD_S = 0.12;
/** Arcs that turn farther are cut off here. */
const LARGEST_TURN_RAD = 1.2;
/** Distance of the point that the car steers to, on the line through the targets or beyond the last. Nearer it would
 *  follow their noise, also at low speed; farther it would cut corners. */
const AIM_M = 1;
/** The share of an arc's length that the line's shape is trusted beyond the last target. In a bend, where an arc is shorter
 *  than usual, it is less. */
const EXTENSION = 0.49;
const EXTENSION_POWER = 2;
/** The usual length is that of the longest arc lately; this share of it is forgotten with each answer. */
const FORGOTTEN = 0.002;
/** The car slows down so that it needs this time for what it knows of the road: it stops at its end. */
const SLOWING_S = 0.09;
/** In a bend that time grows by this times the share by which an arc is shorter, and the time that the answer has to last. */
const BEND_SLOWING = 0.2;
/** A brain that slows down sees that the road changes ahead, at first only a little: little is known beyond its target, and
 *  the car waits for the next answers. By this share arcs vary on any road; what one is shorter than the arc before by more
 *  is a change. */
const STEADY = 0.012;
/** The share that is trusted beyond the target falls with this power of it. */
const CHANGE_POWER = 25;
/** The time for what is known of the road grows by this times it and the time that the answer has to last, up to the share
 *  below of that time. */
const CHANGE_SLOWING = 15;
const MOST_CHANGE_SLOWING = 0.6;
/** Least distance between the targets that give the line's direction and curvature. */
const SPACING_M = 0.6;
/** Targets farther apart are not joined. */
const FARTHEST_SPACING_M = 3.5;
const LARGEST_CURVATURE_1PM = 0.5;
const TARGETS = 48;

/**
 * The road as a brain's arcs give it: each answer names one point that the brain wants to drive through, and the points
 * of the last answers lie along the line. The car steers to the newest, and beyond it as the line bends there.
 */
export class ArcCourse implements Course {
  readonly #x_m = new Float64Array(TARGETS);
  readonly #y_m = new Float64Array(TARGETS);
  #targets = 0;
  #v_mps = 0;
  #extension_m = 0;
  #slowing_s = SLOWING_S;
  #usual_m = 0;
  /** Of the arc before; null for the first. */
  #length_m: number | null = null;
  /** Of the line at the newest target. */
  #heading_rad = 0;
  #curvature_1pm = 0;

  clear(): void {
    this.#targets = 0;
    this.#usual_m = 0;
    this.#length_m = null;
  }

  /** @param car where the frame was captured
   *  @param v_mps the brain's answer; above 0
   *  @param w_radps the brain's answer
   *  @param lasts_s how old the frame will be when the next answer comes */
  answer(car: CarPose, v_mps: number, w_radps: number, lasts_s: number): void {
    const { bend_1pm, length_m, half_rad, chord_m } = meantArc(v_mps, w_radps);
    const bearing_rad = car.yaw_rad + half_rad;
    const x_m = car.x_m + chord_m * Math.cos(bearing_rad);
    const y_m = car.y_m + chord_m * Math.sin(bearing_rad);
    // The line does not lead back from the farther targets to this.
    if (this.#targets > 0 && this.#isShort(x_m, y_m, bearing_rad)) this.#targets = 0;
    const i = this.#targets % TARGETS;
    this.#x_m[i] = x_m;
    this.#y_m[i] = y_m;
    this.#targets += 1;
    this.#v_mps = v_mps;
    this.#trust(length_m, lasts_s);
    this.#extend(bearing_rad + half_rad, bend_1pm);
  }

  /** How much is known beyond the target of an arc, and how fast the car may approach the end of that. */
  #trust(length_m: number, lasts_s: number): void {
    this.#usual_m = Math.max(length_m, this.#usual_m * (1 - FORGOTTEN));
    const share = length_m / this.#usual_m;
    const before_m = this.#length_m ?? length_m;
    this.#length_m = length_m;
    const change = Math.max(0, 1 - length_m / before_m - STEADY);
    this.#extension_m = EXTENSION * length_m * share ** EXTENSION_POWER * (1 - change) ** CHANGE_POWER;
    const slowing = BEND_SLOWING * (1 - share) + Math.min(MOST_CHANGE_SLOWING, CHANGE_SLOWING * change);
    this.#slowing_s = SLOWING_S + slowing * lasts_s;
  }

  aim(car: CarPose, _from_mps: number, _elapsed_s: number | null, into: Aim): void {
    const i = (this.#targets - 1) % TARGETS;
    const x_m = this.#x_m[i]!;
    const y_m = this.#y_m[i]!;
    const heading = this.#heading_rad;
    const beyond_m = (car.x_m - x_m) * Math.cos(heading) + (car.y_m - y_m) * Math.sin(heading);
    const known_m = Math.max(0, this.#extension_m - beyond_m);
    into.known_m = known_m;
    into.v_mps = Math.min(this.#v_mps, known_m / this.#slowing_s);
    const away_m = Math.hypot(x_m - car.x_m, y_m - car.y_m);
    if (beyond_m <= 0 && away_m >= AIM_M) {
      this.#aimBetween(car, away_m, into);
      return;
    }
    const ahead_m = beyond_m + AIM_M;
    const bearing = heading + (this.#curvature_1pm * ahead_m) / 2;
    into.curvature_1pm = arcTo(car, x_m + ahead_m * Math.cos(bearing), y_m + ahead_m * Math.sin(bearing));
  }

  /** The point at the aim's distance between targets that are still ahead. */
  #aimBetween(car: CarPose, newest_m: number, into: Aim): void {
    let far = this.#targets - 1;
    let far_m = newest_m;
    for (let near = far - 1; near >= Math.max(0, this.#targets - TARGETS); near -= 1) {
      const i = near % TARGETS;
      const [dx, dy] = [this.#x_m[i]! - car.x_m, this.#y_m[i]! - car.y_m];
      const near_m = Math.hypot(dx, dy);
      const isAhead = dx * Math.cos(car.yaw_rad) + dy * Math.sin(car.yaw_rad) > 0 && near_m < far_m;
      if (!isAhead || this.#distance(near, far) > FARTHEST_SPACING_M) break;
      if (near_m >= AIM_M) {
        far = near;
        far_m = near_m;
        continue;
      }
      const share = (AIM_M - near_m) / (far_m - near_m);
      const k = far % TARGETS;
      const x_m = this.#x_m[i]! + share * (this.#x_m[k]! - this.#x_m[i]!);
      const y_m = this.#y_m[i]! + share * (this.#y_m[k]! - this.#y_m[i]!);
      into.curvature_1pm = arcTo(car, x_m, y_m);
      return;
    }
    into.curvature_1pm = arcTo(car, this.#x_m[far % TARGETS]!, this.#y_m[far % TARGETS]!);
  }

  /** Direction and curvature of the line at the newest target, from those before it.
   *  @param heading_rad of the arc there, for the first
   *  @param bend_1pm of the arc */
  #extend(heading_rad: number, bend_1pm: number): void {
    const newest = this.#targets - 1;
    const middle = this.#spaced(newest);
    if (middle === null) {
      this.#heading_rad = heading_rad;
      this.#curvature_1pm = bend_1pm;
      return;
    }
    const here_rad = this.#direction(middle, newest);
    const here_m = this.#distance(middle, newest);
    const oldest = here_m > FARTHEST_SPACING_M ? null : this.#spaced(middle);
    this.#heading_rad = here_rad;
    this.#curvature_1pm = 0;
    if (oldest === null) return;
    const turn_rad = wrapAngle(here_rad - this.#direction(oldest, middle));
    const bend = (2 * turn_rad) / (here_m + this.#distance(oldest, middle));
    this.#curvature_1pm = clamp(bend, -LARGEST_CURVATURE_1PM, LARGEST_CURVATURE_1PM);
    this.#heading_rad += (this.#curvature_1pm * here_m) / 2;
  }

  /** Whether a point is well before the latest target, as that of a brain that slows down abruptly. */
  #isShort(x_m: number, y_m: number, bearing_rad: number): boolean {
    const k = (this.#targets - 1) % TARGETS;
    const [dx, dy] = [this.#x_m[k]! - x_m, this.#y_m[k]! - y_m];
    return dx * Math.cos(bearing_rad) + dy * Math.sin(bearing_rad) > 0 && Math.hypot(dx, dy) >= SPACING_M;
  }

  /** The latest target before another that is far enough from it; null where there is none. */
  #spaced(from: number): number | null {
    for (let k = from - 1; k >= Math.max(0, this.#targets - TARGETS); k -= 1) {
      if (this.#distance(k, from) >= SPACING_M) return k;
    }
    return null;
  }

  #distance(a: number, b: number): number {
    const [i, k] = [a % TARGETS, b % TARGETS];
    return Math.hypot(this.#x_m[k]! - this.#x_m[i]!, this.#y_m[k]! - this.#y_m[i]!);
  }

  #direction(a: number, b: number): number {
    const [i, k] = [a % TARGETS, b % TARGETS];
    return Math.atan2(this.#y_m[k]! - this.#y_m[i]!, this.#x_m[k]! - this.#x_m[i]!);
  }
}

/** An arc from the car to the point that it leads to. */
export interface MeantArc {
  /** Curvature, left positive. */
  readonly bend_1pm: number;
  readonly length_m: number;
  /** Half of what the arc turns: the bearing of its end. */
  readonly half_rad: number;
  /** Distance of its end. */
  readonly chord_m: number;
}

/** The arc that a brain's answer means. @param v_mps above 0 */
export function meantArc(v_mps: number, w_radps: number): MeantArc {
  const bend_1pm = w_radps / v_mps;
  const lookahead_m = LOOKAHEAD_M + LOOKAHEAD_S * v_mps;
  const length_m = Math.min(lookahead_m, LARGEST_TURN_RAD / Math.max(1e-6, Math.abs(bend_1pm)));
  const half_rad = (bend_1pm * length_m) / 2;
  const chord_m = Math.abs(half_rad) < 1e-6 ? length_m : (2 * Math.sin(half_rad)) / bend_1pm;
  return { bend_1pm, length_m, half_rad, chord_m };
}
