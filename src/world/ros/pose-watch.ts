import { isTeleport, stepSpeed } from '../../circuit/teleport';
import { wrapAngle } from '../../support/numbers';
import type { Pose } from '../../types';
import type { Incidents } from './incidents';
import { MotionWatch } from './motion-watch';
import { nameOf, type OdometrySource, OdometrySources } from './odometry-sources';

/** A car this near to where it was first seen was put there by a reset; it may have driven on for one message. */
const SAME_PLACE_M = 1.5;
const SAME_HEADING_RAD = 0.3;
/** Sources that are told apart. */
const MAX_TRACKS = 16;

/** The newest poses of one source. */
interface Track {
  readonly pose: Pose;
  readonly before: Pose | null;
  /** Of the step between two poses with different times. */
  readonly speed_mps: number;
}

/** Watches where odometry shows the car: teleports, a car that does not move, several cars on one topic. */
export class PoseWatch {
  /** This node itself is moving the car. */
  teleportsExpected = false;
  readonly motion: MotionWatch;
  readonly #incidents: Incidents;
  readonly #sources: OdometrySources;
  readonly #tracks = new Map<string, Track>();
  #first: Pose | null = null;
  #isHeard = false;

  constructor(incidents: Incidents, topics: { readonly odometry: string; readonly command: string }) {
    this.#incidents = incidents;
    this.#sources = new OdometrySources(incidents, topics.odometry);
    this.motion = new MotionWatch(incidents, topics);
  }

  /** Where the car was meanwhile is unknown. */
  interrupt(): void {
    this.#tracks.clear();
  }

  /** The simulator was reset or is another one. */
  restart(): void {
    this.interrupt();
    this.motion.restart();
  }

  pose(pose: Pose, source: OdometrySource, now_ms: number): void {
    this.#first ??= pose;
    const name = this.#sources.message(source, now_ms);
    if (this.#tracks.size >= MAX_TRACKS) this.#tracks.clear();
    const track = this.#tracks.get(name) ?? null;
    const speed_mps = track === null ? 0 : newSpeed(track, pose);
    this.#tracks.set(name, { pose, before: track?.pose ?? null, speed_mps });
    if (track !== null && !isEarlier(pose, track.pose) && isTeleport(track.pose, pose, track.speed_mps)) {
      this.motion.teleport(pose);
      const isBack = track.before !== null && !isTeleport(track.before, pose, track.speed_mps);
      if (isBack) this.#sources.flipped(name, now_ms);
      if (!this.teleportsExpected) this.#teleported(track.pose, pose);
    }
    if (!this.#sources.areMixed) this.motion.pose(pose, nameOf(source.callerId), this.#isHeard, now_ms);
  }

  /** To be called several times per second.
   *  @param isHeard whether anybody subscribes to the commands */
  check(now_ms: number, isHeard: boolean): void {
    this.#isHeard = isHeard;
    this.#sources.check(now_ms);
  }

  #teleported(from: Pose, to: Pose): void {
    const moved_m = Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m);
    const line =
      `the car was teleported by ${moved_m.toFixed(1)} m to (${to.x_m.toFixed(1)}, ${to.y_m.toFixed(1)})` +
      `${isSamePlace(this.#first, to) ? ', where it was first seen: the world was reset' : ''}`;
    this.#incidents.happened('car_jumped', this.#sources.areMixed ? null : line);
  }
}

function newSpeed({ pose: last, speed_mps }: Track, pose: Pose): number {
  return pose.sim_s !== null && pose.sim_s === last.sim_s ? speed_mps : stepSpeed(last, pose);
}

/** A clock that was set back is said by itself. */
function isEarlier(pose: Pose, last: Pose): boolean {
  return pose.sim_s !== null && last.sim_s !== null && pose.sim_s < last.sim_s;
}

function isSamePlace(place: Pose | null, { x_m, y_m, yaw_rad }: Pose): boolean {
  if (place === null || Math.hypot(x_m - place.x_m, y_m - place.y_m) > SAME_PLACE_M) return false;
  return Math.abs(wrapAngle(yaw_rad - place.yaw_rad)) <= SAME_HEADING_RAD;
}
