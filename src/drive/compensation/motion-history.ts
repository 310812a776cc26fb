import { wrapAngle } from '../../support/numbers';
import { CommandHistory, type Motion } from '../motion/command-history';

/** Six seconds of the densest odometry that is kept. */
const POSES = 1280;
/** Poses that come more densely are thinned, so that faster odometry reaches back as far. */
const SPACING_S = 0.005;
/** Without odometry for so long, the pose is noted as the commands give it. */
const DEAD_RECKONING_S = 0.3;
/** Farther than this from where the commands could have taken it, the car was teleported. */
const TELEPORT_M = 1.5;
const TELEPORT_RAD = 0.8;
/** After so long without odometry, or before the first, the commands alone do not tell where the car is; only a pose as
 *  near as this confirms it. */
const LOST_S = 2;
const NEAR_M = 0.3;
const NEAR_RAD = 0.1;

type Place = readonly [x_m: number, y_m: number, yaw_rad: number];

/** From the frame of the odometry to that of the history. */
class Shift {
  #turn_rad = 0;
  #x_m = 0;
  #y_m = 0;

  reset(): void {
    this.#turn_rad = 0;
    this.#x_m = 0;
    this.#y_m = 0;
  }

  of(x_m: number, y_m: number, yaw_rad: number): Place {
    if (this.#turn_rad === 0) return [x_m + this.#x_m, y_m + this.#y_m, yaw_rad];
    const [sin, cos] = [Math.sin(this.#turn_rad), Math.cos(this.#turn_rad)];
    const turnedX_m = x_m * cos - y_m * sin;
    const turnedY_m = x_m * sin + y_m * cos;
    return [turnedX_m + this.#x_m, turnedY_m + this.#y_m, yaw_rad + this.#turn_rad];
  }

  /** So that a pose of the odometry is one of the history. */
  move([x_m, y_m, yaw_rad]: Place, to: { x_m: number; y_m: number; yaw_rad: number }): void {
    this.reset();
    this.#turn_rad = to.yaw_rad - yaw_rad;
    const [turnedX_m, turnedY_m] = this.of(x_m, y_m, yaw_rad);
    this.#x_m = to.x_m - turnedX_m;
    this.#y_m = to.y_m - turnedY_m;
  }
}

/**
 * Where the car was, is and will be, on one clock: odometry says where it was, and the commands since then how it moved
 * on, since Gazebo's planar move plugin makes commands the exact velocities. Where odometry begins late, or was silent, its poses
 * are moved to where the commands led. Results are written to the fields.
 */
export class MotionHistory {
  /** Pose of the latest `at`, in a frame that stays the same until `clear` or a teleport. */
  x_m = 0;
  y_m = 0;
  yaw_rad = 0;
  readonly #commands = new CommandHistory();
  readonly #pose_s = new Float64Array(POSES);
  readonly #poseX_m = new Float64Array(POSES);
  readonly #poseY_m = new Float64Array(POSES);
  readonly #poseYaw_rad = new Float64Array(POSES);
  #poses = 0;
  readonly #shift = new Shift();
  /** Time of the latest odometry. */
  #seen_s = Number.NEGATIVE_INFINITY;

  clear(): void {
    this.#commands.clear();
    this.#poses = 0;
    this.#seen_s = Number.NEGATIVE_INFINITY;
    this.#shift.reset();
  }

  /** @param effect_s when the command takes effect; times must not run backwards */
  command(effect_s: number, v_mps: number, w_radps: number): void {
    const latest_s = this.#poses > 0 ? this.#pose_s[(this.#poses - 1) % POSES]! : Number.NEGATIVE_INFINITY;
    if (effect_s - latest_s > DEAD_RECKONING_S) {
      this.at(effect_s);
      this.#note(effect_s, this.x_m, this.y_m, this.yaw_rad);
    }
    this.#commands.add(effect_s, v_mps, w_radps);
  }

  /** An odometry message.
   *  @returns false when the car cannot have driven there: it was teleported, and no course of before holds */
  pose(pose_s: number, odometryX_m: number, odometryY_m: number, odometryYaw_rad: number): boolean {
    // Poses of dead reckoning, and odometry that arrives late.
    while (this.#poses > 0 && this.#pose_s[(this.#poses - 1) % POSES]! >= pose_s) this.#poses -= 1;
    this.at(pose_s);
    const isKnown = pose_s - this.#seen_s <= LOST_S;
    this.#seen_s = pose_s;
    const odometry = [odometryX_m, odometryY_m, odometryYaw_rad] as const;
    if (this.#poses === 0) this.#shift.reset();
    const [x_m, y_m, yaw_rad] = this.#shift.of(...odometry);
    const isThere = this.#poses === 0 || this.#isThere(isKnown, x_m, y_m, yaw_rad);
    if (!isThere && !isKnown) {
      this.#shift.move(odometry, this);
      this.#note(pose_s, this.x_m, this.y_m, this.yaw_rad);
      return true;
    }
    if (!isThere) this.#poses = 0;
    this.#note(pose_s, x_m, y_m, yaw_rad);
    return isThere;
  }

  /** Whether the car can have driven to a pose, compared with that of the latest `at`. */
  #isThere(isKnown: boolean, x_m: number, y_m: number, yaw_rad: number): boolean {
    const away_m = Math.hypot(x_m - this.x_m, y_m - this.y_m);
    const away_rad = Math.abs(wrapAngle(yaw_rad - this.yaw_rad));
    if (!isKnown) return away_m <= NEAR_M && away_rad <= NEAR_RAD;
    const last = (this.#poses - 1) % POSES;
    const driven_m = Math.hypot(this.x_m - this.#poseX_m[last]!, this.y_m - this.#poseY_m[last]!);
    const turned_rad = Math.abs(this.yaw_rad - this.#poseYaw_rad[last]!);
    return away_m <= TELEPORT_M + driven_m && away_rad <= TELEPORT_RAD + turned_rad;
  }

  /** Writes the pose at a time, past or future, to the fields. */
  at(time_s: number): void {
    let begin_s = Number.NEGATIVE_INFINITY;
    let start: Motion = { x_m: 0, y_m: 0, turned_rad: 0 };
    const oldest = Math.max(0, this.#poses - POSES);
    for (let k = this.#poses - 1; k >= oldest; k -= 1) {
      const i = k % POSES;
      if (this.#pose_s[i]! > time_s && k > oldest) continue;
      start = { x_m: this.#poseX_m[i]!, y_m: this.#poseY_m[i]!, turned_rad: this.#poseYaw_rad[i]! };
      begin_s = this.#pose_s[i]!;
      break;
    }
    this.#commands.move(begin_s, time_s, 0, start);
    this.x_m = this.#commands.x_m;
    this.y_m = this.#commands.y_m;
    this.yaw_rad = this.#commands.turned_rad;
  }

  /** How the car moved between two times. */
  between(from_s: number, to_s: number): Motion {
    this.at(from_s);
    const { x_m, y_m, yaw_rad } = this;
    this.at(to_s);
    const [dx, dy] = [this.x_m - x_m, this.y_m - y_m];
    const [cos, sin] = [Math.cos(yaw_rad), Math.sin(yaw_rad)];
    return { x_m: dx * cos + dy * sin, y_m: dy * cos - dx * sin, turned_rad: this.yaw_rad - yaw_rad };
  }

  #note(pose_s: number, x_m: number, y_m: number, yaw_rad: number): void {
    if (this.#poses > 1) {
      const [last, before] = [(this.#poses - 1) % POSES, (this.#poses - 2) % POSES];
      if (this.#pose_s[last]! - this.#pose_s[before]! < SPACING_S) this.#poses -= 1;
    }
    const i = this.#poses % POSES;
    this.#pose_s[i] = pose_s;
    this.#poseX_m[i] = x_m;
    this.#poseY_m[i] = y_m;
    this.#poseYaw_rad[i] = yaw_rad;
    this.#poses += 1;
  }
}
