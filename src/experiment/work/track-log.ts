import type { LiveMetrics } from '../../measure/metrics/run-metrics';
import type { Pose } from '../../types';
import type { Track } from '../run/track';

/** Least distance between two places, m. */
const SPACING_M = 1.5;
/** Of one track; a lap in lockstep passes 30 m in the time of one. */
const MOST_PLACES = 100;

/** Keeps where a car has been until that is told. */
export class TrackLog {
  #x_m: number[] = [];
  #y_m: number[] = [];
  #last: Pose | null = null;

  add(pose: Pose): void {
    const last = this.#last;
    const isNear = last !== null && Math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m) < SPACING_M;
    if (isNear || this.#x_m.length >= MOST_PLACES) return;
    this.#last = pose;
    this.#x_m.push(centimetres(pose.x_m));
    this.#y_m.push(centimetres(pose.y_m));
  }

  /** Hands out what was added since the last call. @param pose the newest */
  take(
    pose: Pose,
    { speed_mps, position_deviation_m }: Pick<LiveMetrics, 'speed_mps' | 'position_deviation_m'>,
  ): Track {
    const track = {
      simulated_s: pose.sim_s,
      v_mps: speed_mps,
      deviation_m: position_deviation_m,
      yaw_rad: pose.yaw_rad,
      x_m: this.#x_m,
      y_m: this.#y_m,
    };
    this.#x_m = [];
    this.#y_m = [];
    return track;
  }
}

function centimetres(length_m: number): number {
  return Math.round(length_m * 100) / 100;
}
