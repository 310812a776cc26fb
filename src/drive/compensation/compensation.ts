import { clamp, wrapAngle } from '../../support/numbers';
import type { BrainOutput, Command, CompensationNote, Frame, Pose } from '../../types';
import { LatencyFit, type LatencyFitOptions } from '../motion/latency-fit';
import { ArcCourse } from './arc-course';
import type { Aim, Course } from './course';
import { FrameTime } from './frame-time';
import { LineCourse } from './line-course';
import { MixedPoses } from './mixed-poses';
import { MotionHistory } from './motion-history';
import { OldFrames } from './old-frames';
import { roadOfArc, roadOfLine } from './road-beside';

/** How the age of frames that nothing dates is estimated. */
export const FRAME_AGE: LatencyFitOptions = {
  guess_s: 0.03,
  longest_s: 0.3,
  step_s: 0.02,
  memory: 0.97,
  prior: 0.1,
};
/** Slower answers are manoeuvres, not courses. */
const SLOWEST_MPS = 0.3;
/** A clock that jumps ahead by more is another one. */
const LONGEST_STEP_S = 60;
/** Between two clock messages time is estimated. */
const LARGEST_SETBACK_S = 0.2;
/** So far a car stays on its road that nothing steers: the road bends away from its arc. */
const UNSTEERED_M = 3;
/** Answers to frames older than this say nothing of where the car is. */
const OLDEST_S = 5;
/** Two frames farther apart are a stall, which says nothing of the next. */
const LONGEST_INTERVAL_S = 0.5;

/** Greatest speed and turn rate of the car. */
export interface CourseLimits {
  readonly maxV_mps: number;
  readonly maxW_radps: number;
}

/**
 * The stage between a brain and its command for frames that are old or rare: takes an answer as the course that it means
 * from where the frame was captured, moves the car along since then, and steers from where the car will be onto that
 * course; between frames too. The car stops at the end of the road that it knows.
 *
 * Times are seconds on one clock: simulated time, or the wall clock where there is none.
 */
export class Compensation {
  readonly #actuation_s: number;
  readonly #motion = new MotionHistory();
  readonly #time = new FrameTime();
  readonly #mixed = new MixedPoses();
  readonly #oldFrames = new OldFrames();
  readonly #fit = new LatencyFit(FRAME_AGE);
  readonly #arcs = new ArcCourse();
  readonly #line = new LineCourse();
  readonly #aim: Aim = { curvature_1pm: 0, v_mps: 0, known_m: 0 };
  #course: Course | null = null;
  #now_s: number | null = null;
  #aimed_s: number | null = null;
  #captured_s: number | null = null;
  #from_mps = 0;
  #isLost = false;
  #isOtherBrain = false;
  #note: CompensationNote | null = null;
  #limits: CourseLimits = { maxV_mps: Number.POSITIVE_INFINITY, maxW_radps: Number.POSITIVE_INFINITY };

  /** @param actuation_s from a command that leaves to its effect */
  constructor(actuation_s: number) {
    this.#actuation_s = actuation_s;
  }

  /** Of the car: where they cut a command, it stays on its arc. */
  set limits(limits: CourseLimits) {
    this.#limits = limits;
  }

  /** Another brain answers from now on: its arcs are not joined to those of the brain before, nor compared with them. */
  changeBrain(): void {
    this.#isOtherBrain = true;
  }

  /** Whether the car is on a command for a road where it is no longer. Says so once. */
  takeLoss(): boolean {
    const isLost = this.#isLost;
    this.#isLost = false;
    return isLost;
  }

  /** What was done for the latest answer; null where it was taken as it is. */
  get note(): CompensationNote | null {
    return this.#note;
  }

  /** How long a car at this speed stays on the known road if nothing steers it; null where there is none, or it
   *  is stopped. */
  get road_s(): number | null {
    if (this.#course === null || this.#aimed_s === null || this.#from_mps <= 0) return null;
    return Math.min(UNSTEERED_M, this.#aim.known_m) / this.#from_mps;
  }

  /** Forgets the road: nothing steers until the next answer. What is known of the car's motion stays. */
  stop(): void {
    this.#course = null;
    this.#arcs.clear();
    this.#aimed_s = null;
    this.#captured_s = null;
    this.#from_mps = 0;
  }

  /** An odometry message. @param now_s the clock at its arrival, for poses without a time */
  pose(pose: Pose, now_s: number): void {
    const at_s = this.#tick(now_s);
    const pose_s = pose.sim_s ?? at_s;
    // Then the commands alone tell how the car moves.
    if (this.#mixed.pose(pose_s, pose.x_m, pose.y_m)) return;
    if (!this.#motion.pose(pose_s, pose.x_m, pose.y_m, pose.yaw_rad)) this.#teleport(Math.min(pose_s, at_s));
  }

  #teleport(at_s: number): void {
    this.#isLost = this.#course !== null;
    this.#oldFrames.teleported(at_s);
    this.stop();
  }

  /** A command that left. */
  sent({ v_mps, w_radps }: Command, now_s: number): void {
    this.#motion.command(this.#tick(now_s) + this.#actuation_s, v_mps, w_radps);
    this.#from_mps = v_mps;
  }

  /** The command for a brain's answer.
   *  @param arrived_s when the frame arrived
   *  @param left_s when the command leaves
   *  @returns null for a frame from where the car was before it was teleported */
  answer(
    frame: Pick<Frame, 'stamp'>,
    output: BrainOutput,
    arrived_s: number,
    left_s: number,
  ): Command | null {
    const now_s = this.#tick(left_s);
    this.#note = null;
    const latest_s = this.#time.latest(frame.stamp, arrived_s);
    const open_s = this.#time.dating === 'stamp' ? 0 : this.#fit.latency_s;
    if (this.#oldFrames.has(frame.stamp, latest_s - open_s, now_s)) return null;
    this.#isLost = false;
    const { v_mps, w_radps, course } = output;
    const isManoeuvre = output.taken === 'as-is' || v_mps < SLOWEST_MPS;
    // What is no number is left to the check of commands.
    const isNumber = Number.isFinite(v_mps) && Number.isFinite(w_radps);
    if (isManoeuvre || !isNumber || now_s - latest_s > OLDEST_S) {
      this.stop();
      return output;
    }
    const captured_s = this.#captured(latest_s, output);
    this.#motion.at(captured_s);
    const { x_m, y_m, yaw_rad } = this.#motion;
    if (this.#isOtherBrain) {
      this.#isOtherBrain = false;
      this.#arcs.clear();
      this.#captured_s = null;
    }
    if (course === undefined) {
      this.#arcs.answer(this.#motion, v_mps, w_radps, now_s - captured_s + this.#interval(captured_s));
      this.#course = this.#arcs;
    } else {
      // The targets of a network that drove before are far behind.
      this.#arcs.clear();
      this.#line.answer(this.#motion, course);
      this.#course = this.#line;
    }
    const command = this.steer(now_s) ?? output;
    this.#note = {
      age_ms: (now_s - captured_s) * 1000,
      dating: this.#time.dating,
      moved_m: Math.hypot(this.#motion.x_m - x_m, this.#motion.y_m - y_m),
      turned_rad: wrapAngle(this.#motion.yaw_rad - yaw_rad),
      brain_v_mps: v_mps,
      brain_w_radps: w_radps,
    };
    return command;
  }

  /** The command now on the course of the latest answer; null where there is none. */
  steer(left_s: number): Command | null {
    const now_s = this.#tick(left_s);
    if (this.#course === null) return null;
    this.#motion.at(now_s + this.#actuation_s);
    const elapsed_s = this.#aimed_s === null ? null : now_s - this.#aimed_s;
    this.#course.aim(this.#motion, this.#from_mps, elapsed_s, this.#aim);
    this.#aimed_s = now_s;
    const { curvature_1pm } = this.#aim;
    const { maxV_mps, maxW_radps } = this.#limits;
    const v_mps = Math.min(this.#aim.v_mps, maxV_mps, maxW_radps / Math.max(1e-9, Math.abs(curvature_1pm)));
    return { v_mps, w_radps: v_mps * curvature_1pm };
  }

  /** From the frame before to this one. */
  #interval(captured_s: number): number {
    const before_s = this.#captured_s;
    this.#captured_s = captured_s;
    return before_s === null ? 0 : clamp(captured_s - before_s, 0, LONGEST_INTERVAL_S);
  }

  /** When the frame was captured: the age that its stamp leaves open is fitted. */
  #captured(latest_s: number, output: BrainOutput): number {
    if (this.#time.dating === 'stamp') return latest_s;
    const road = output.course === undefined ? roadOfArc(output) : roadOfLine(output.course);
    if (road.points.length > 0) {
      this.#fit.learn(latest_s, road, (before_s, now_s, age_s) =>
        this.#motion.between(before_s - age_s, now_s - age_s),
      );
    }
    return latest_s - this.#fit.latency_s;
  }

  /** A clock that was set begins everything again; a small setback is ignored.
   *  @returns the time now */
  #tick(now_s: number): number {
    const before_s = this.#now_s;
    const step_s = before_s === null ? 0 : now_s - before_s;
    if (before_s !== null && step_s < 0 && step_s > -LARGEST_SETBACK_S) return before_s;
    this.#now_s = now_s;
    if (step_s < 0 || step_s > LONGEST_STEP_S) {
      this.#motion.clear();
      this.#time.clear();
      this.#fit.clear();
      if (before_s !== null) this.#oldFrames.clockWasSet(before_s, now_s);
      this.#mixed.clear();
      this.#isLost = this.#course !== null;
      this.stop();
    }
    return now_s;
  }
}
