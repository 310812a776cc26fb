/** A step that no car makes: so far, and farther by its time at this speed. */
const STEP_M = 1.5;
const FASTEST_MPS = 25;
/** A car that is teleported twice within this time is two robots. */
const TWICE_S = 0.5;
/** They are believed to be one again after so long without another such step. */
const APART_S = 2;

/** Notices odometry that shows two robots in turn: it does not tell where the car is. */
export class MixedPoses {
  #x_m = 0;
  #y_m = 0;
  #pose_s: number | null = null;
  #step_s = Number.NEGATIVE_INFINITY;
  #until_s = Number.NEGATIVE_INFINITY;

  clear(): void {
    this.#pose_s = null;
    this.#step_s = Number.NEGATIVE_INFINITY;
    this.#until_s = Number.NEGATIVE_INFINITY;
  }

  /** A pose. @returns whether poses are mixed now */
  pose(pose_s: number, x_m: number, y_m: number): boolean {
    const before_s = this.#pose_s ?? pose_s;
    const step_m = this.#pose_s === null ? 0 : Math.hypot(x_m - this.#x_m, y_m - this.#y_m);
    this.#pose_s = pose_s;
    this.#x_m = x_m;
    this.#y_m = y_m;
    if (step_m > STEP_M + FASTEST_MPS * Math.max(0, pose_s - before_s)) {
      if (pose_s - this.#step_s < TWICE_S) this.#until_s = pose_s + APART_S;
      this.#step_s = pose_s;
    }
    return pose_s < this.#until_s;
  }
}
