import { wrapAngle } from '../../../support/numbers';
import type { Frame } from '../../../types';
import type { Motion } from '../../motion/command-history';
import { LineMemory } from './line-memory';
import type { RoadPath } from './road-path';
import { ViewWatch } from './view-watch';

/** On the spot. */
const TURN_RADPS = 2;
/** A line right across the course leads along it, rather than against it. */
const ACROSS_RAD = 0.35;
/** After a longer time without a frame, it is not known how far the car went on. */
const LONG_GAP_S = 0.15;
/** Backwards off a wall, or forwards where that way is blocked too. */
const BACK_MPS = 0.6;
const BACK_S = 0.7;
/** A car whose view does not change for so long while it should move is blocked. */
const BLOCKED_S = 0.3;
/** Towards a line that was found again. */
const ARRIVAL_MPS = 1.5;
/** The car has arrived when the line begins within this distance beside it, and this angle. */
const ARRIVED_M = 0.35;
const ARRIVED_RAD = 0.45;
/** The point of the line that an arriving car looks at. */
const AIM_M = 1;
/** It turns to that point on the spot where it lies further aside. */
const ASIDE_RAD = 0.7;

/**
 * Brings a car that has lost its line back to it: stops, turns on the spot to where the line was, then all the way round,
 * and moves off what blocks it. A line that runs against the course is not taken: the car goes on turning. Commands are
 * written to the fields.
 */
export class LineSearch {
  v_mps = 0;
  w_radps = 0;
  /** Since the line was lost; 0 while the car follows it. */
  lost_s = 0;
  private readonly memory = new LineMemory();
  private readonly view = new ViewWatch();
  private isArriving = false;
  private takesAny = false;
  /** The course as it would be if the car had not moved since the previous frame. */
  private stoppedCourse_rad = 0;
  private side = 1;
  private turned_rad = 0;
  /** Time left of a move along the car's axis, and its sense. */
  private move_s = 0;
  private sense = -1;

  /** Whether the car is not simply following its line. */
  get isOn(): boolean {
    return this.lost_s > 0 || this.isArriving;
  }

  get everSaw(): boolean {
    return this.memory.known;
  }

  /** Driving direction of the line beside the car, in the car's frame. */
  get course_rad(): number {
    return this.memory.course_rad;
  }

  forget(): void {
    this.memory.forget();
    this.view.clear();
    this.end();
  }

  private end(): void {
    this.lost_s = 0;
    this.isArriving = false;
    this.takesAny = false;
    this.turned_rad = 0;
    this.move_s = 0;
    this.sense = -1;
  }

  /** How the car has moved since the previous frame, if it went on.
   *  @param gap_s between the two frames */
  move(motion: Motion, gap_s: number): void {
    const before_rad = this.memory.course_rad;
    this.memory.move(motion);
    // A car that was paused has not gone on.
    this.stoppedCourse_rad = gap_s > LONG_GAP_S ? before_rad : this.memory.course_rad;
    if (this.lost_s > 0) this.turned_rad += motion.turned_rad;
  }

  /** Whether a line in view leads along the course. */
  accepts(path: RoadPath): boolean {
    if (this.takesAny || (!this.everSaw && this.lost_s === 0)) return true;
    const heading_rad = path.heading_rad[Math.min(path.length - 1, 3)]!;
    const off_rad = [this.memory.course_rad, this.stoppedCourse_rad].map((course_rad) =>
      Math.abs(wrapAngle(heading_rad - course_rad)),
    );
    return Math.min(...off_rad) < Math.PI - Math.max(...off_rad) + ACROSS_RAD;
  }

  /** The search is given up: whatever line comes into view next is followed. */
  giveUp(): void {
    this.takesAny = true;
  }

  /**
   * The line is in view and leads along the course.
   * @returns whether the car still has to come to it, at `v_mps` and `w_radps` at most
   */
  found(path: RoadPath): boolean {
    this.memory.keep(path);
    this.isArriving = this.isOn && !isBeside(path);
    if (!this.isArriving) {
      if (this.isOn) this.end();
      return false;
    }
    const bearing_rad = bearingOf(path);
    const isAside = Math.abs(bearing_rad) > ASIDE_RAD;
    this.v_mps = isAside ? 0 : ARRIVAL_MPS;
    this.w_radps = isAside ? Math.sign(bearing_rad) * TURN_RADPS : 0;
    return true;
  }

  /** No line is in view, or one that leads back. */
  search(frame: Frame, elapsed_s: number): void {
    const { view, memory } = this;
    if (this.lost_s === 0) {
      this.side = memory.bearing_rad < 0 ? -1 : 1;
      this.turned_rad = 0;
      view.clear();
    }
    this.lost_s += elapsed_s;
    view.look(frame, elapsed_s);
    // A single plain frame may be a broken one.
    const isBlocked = (view.isPlain && this.lost_s > BLOCKED_S) || view.still_s > BLOCKED_S;
    if (this.move_s > 0) {
      this.move_s -= elapsed_s;
    } else if (isBlocked || Math.abs(this.turned_rad) > 2 * Math.PI) {
      // The way back may be blocked as well: the two take turns.
      if (!isBlocked) this.side = -this.side;
      this.turned_rad = 0;
      this.move_s = BACK_S;
      this.sense = isBlocked && view.still_s > BACK_S ? -this.sense : -1;
      view.still_s = 0;
    }
    const moves = this.move_s > 0;
    this.v_mps = moves ? this.sense * BACK_MPS : 0;
    this.w_radps = moves ? 0 : this.side * TURN_RADPS;
  }
}

/** Whether a line begins beside or ahead of the car and leads where it points. */
function isBeside(path: RoadPath): boolean {
  return Math.abs(path.y_m[0]!) < ARRIVED_M && Math.abs(path.heading_rad[0]!) < ARRIVED_RAD;
}

function bearingOf(path: RoadPath): number {
  let i = 0;
  while (i < path.length - 1 && Math.hypot(path.x_m[i]!, path.y_m[i]!) < AIM_M) i += 1;
  return Math.atan2(path.y_m[i]!, path.x_m[i]!);
}
