import type { Pose } from '../../types';
import type { Incidents } from './incidents';

/** A car that is commanded to drive moves within this time, and within so many messages in a slow simulator. */
const STILL_ms = 3000;
const STILL_POSES = 20;
/** Slower commands are those of a car that is being stopped. */
const DRIVING_MPS = 0.3;
/** Less is the trembling of a body at rest. */
const MOVED_M = 0.05;
const TURNED_RAD = 0.05;

/**
 * Notices odometry that has not moved since it began, although the car is commanded to drive: nothing connects the
 * commands with the car, physics does not run, or it is another robot's. Once it has moved it is the car's, and
 * whatever stops it later is on the road.
 */
export class MotionWatch {
  /** Whether a wall may keep a car at a pose from moving. */
  isAtWall: (pose: Pose) => boolean = () => false;
  readonly #incidents: Incidents;
  readonly #topics: { readonly odometry: string; readonly command: string };
  #moved = false;
  #origin: Pose | null = null;
  #since_ms: number | null = null;
  #poses = 0;

  constructor(incidents: Incidents, topics: { readonly odometry: string; readonly command: string }) {
    this.#incidents = incidents;
    this.#topics = topics;
  }

  /** Another simulator may publish from now on. */
  restart(): void {
    this.#moved = false;
    this.#origin = null;
    this.#since_ms = null;
  }

  /** @param by the node that publishes it
   *  @param isHeard whether anybody subscribes to the commands; that nobody does is said elsewhere */
  pose(pose: Pose, by: string, isHeard: boolean, now_ms: number): void {
    if (this.#moved) return;
    this.#origin ??= pose;
    if (hasMoved(this.#origin, pose)) {
      this.#moved = true;
      this.#incidents.end('odometry_motionless', `${this.#topics.odometry} moves`);
      return;
    }
    const commanded_mps = pose.commanded_mps ?? 0;
    if (commanded_mps < DRIVING_MPS || !isHeard || this.isAtWall(pose)) {
      this.#since_ms = null;
      return;
    }
    if (this.#since_ms === null) {
      this.#since_ms = now_ms;
      this.#poses = 0;
    }
    this.#poses += 1;
    if (now_ms - this.#since_ms < STILL_ms || this.#poses < STILL_POSES) return;
    this.#incidents.begin('odometry_motionless', this.#line(by, commanded_mps));
  }

  /** The car was teleported: that is no motion of its own. */
  teleport(pose: Pose): void {
    this.#origin = pose;
    this.#since_ms = null;
  }

  #line(by: string, commanded_mps: number): string {
    const { odometry, command } = this.#topics;
    return (
      `${odometry} of ${by} does not move although ${command} commands ${commanded_mps.toFixed(1)} m/s: let physics ` +
      `run, check which robot follows ${command}, or name the odometry of that robot with odom:=/topic`
    );
  }
}

function hasMoved(from: Pose, to: Pose): boolean {
  const turned_rad = Math.atan2(Math.sin(to.yaw_rad - from.yaw_rad), Math.cos(to.yaw_rad - from.yaw_rad));
  const moved_m = Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m);
  return moved_m > MOVED_M || Math.abs(turned_rad) > TURNED_RAD;
}
