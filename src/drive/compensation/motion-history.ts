import { wrapAngle } from '../../support/numbers';
import { CommandHistory, type Motion } from '../motion/command-history';

/** Odometry at 20 Hz for six seconds. */
const POSES = 128;
/** Without odometry for so long, the pose is noted as the commands give it. */
const DEAD_RECKONING_S = 0.3;
/** Farther than this from where the commands could have taken it, the car was teleported. */
const TELEPORT_M = 1.5;
const TELEPORT_RAD = 0.8;
/** After so long without odometry, or before the first, the commands alone do not tell where the car is; only a pose as
 *  near as this confirms it. */
const LOST_S = 1;
const NEAR_M = 0.3;
const NEAR_RAD = 0.1;

/** What a pose tells: the car drove there; it is there, which was not known; or it was teleported. */
export type PoseNews = 'driven' | 'found' | 'teleported';

/**
 * Where the car was, is and will be, on one clock: odometry says where it was, and the commands since then how it moved
 * on, since Gazebo's planar move plugin makes commands the exact velocities. Results are written to the fields.
 */
export class MotionHistory {
  /** Pose of the latest `at`, in the frame of the odometry. */
  x_m = 0;
  y_m = 0;
  yaw_rad = 0;
  readonly #commands = new CommandHistory();
  readonly #pose_s = new Float64Array(POSES);
  readonly #poseX_m = new Float64Array(POSES);
  readonly #poseY_m = new Float64Array(POSES);
  readonly #poseYaw_rad = new Float64Array(POSES);
  #poses = 0;
  /** Time of the latest odometry. */
  #seen_s = Number.NEGATIVE_INFINITY;

  clear(): void {
    this.#commands.clear();
    this.#poses = 0;
    this.#seen_s = Number.NEGATIVE_INFINITY;
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

  /** An odometry message. A course of before holds on only where the car drove there. */
  pose(pose_s: number, x_m: number, y_m: number, yaw_rad: number): PoseNews {
    // Poses of dead reckoning, and odometry that arrives late.
    while (this.#poses > 0 && this.#pose_s[(this.#poses - 1) % POSES]! >= pose_s) this.#poses -= 1;
    this.at(pose_s);
    const news = this.#news(pose_s, x_m, y_m, yaw_rad);
    if (news === 'teleported') this.#poses = 0;
    else if (news === 'found') this.#moveAll(x_m, y_m, yaw_rad);
    this.#seen_s = pose_s;
    this.#note(pose_s, x_m, y_m, yaw_rad);
    return news;
  }

  /** Of a pose, compared with that of the latest `at`. */
  #news(pose_s: number, x_m: number, y_m: number, yaw_rad: number): PoseNews {
    if (this.#poses === 0) return 'found';
    const away_m = Math.hypot(x_m - this.x_m, y_m - this.y_m);
    const away_rad = Math.abs(wrapAngle(yaw_rad - this.yaw_rad));
    if (pose_s - this.#seen_s > LOST_S) return away_m <= NEAR_M && away_rad <= NEAR_RAD ? 'driven' : 'found';
    const last = (this.#poses - 1) % POSES;
    const driven_m = Math.hypot(this.x_m - this.#poseX_m[last]!, this.y_m - this.#poseY_m[last]!);
    const turned_rad = Math.abs(this.yaw_rad - this.#poseYaw_rad[last]!);
    const isThere = away_m <= TELEPORT_M + driven_m && away_rad <= TELEPORT_RAD + turned_rad;
    return isThere ? 'driven' : 'teleported';
  }

  /** Moves what commands gave so that the pose of the latest `at` becomes this one. */
  #moveAll(x_m: number, y_m: number, yaw_rad: number): void {
    const turn_rad = yaw_rad - this.yaw_rad;
    const [sin, cos] = [Math.sin(turn_rad), Math.cos(turn_rad)];
    for (let k = Math.max(0, this.#poses - POSES); k < this.#poses; k += 1) {
      const i = k % POSES;
      const [dx, dy] = [this.#poseX_m[i]! - this.x_m, this.#poseY_m[i]! - this.y_m];
      this.#poseX_m[i] = x_m + dx * cos - dy * sin;
      this.#poseY_m[i] = y_m + dx * sin + dy * cos;
      this.#poseYaw_rad[i]! += turn_rad;
    }
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
    const i = this.#poses % POSES;
    this.#pose_s[i] = pose_s;
    this.#poseX_m[i] = x_m;
    this.#poseY_m[i] = y_m;
    this.#poseYaw_rad[i] = yaw_rad;
    this.#poses += 1;
  }
}
