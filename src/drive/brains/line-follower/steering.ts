import { clamp } from '../../../support/numbers';
import { PATH_CAPACITY, type RoadPath } from './road-path';

export interface SteeringOptions {
  readonly maxSpeed_mps: number;
  readonly minSpeed_mps: number;
  /** Limit of acceleration; there is none of deceleration. */
  readonly acceleration_mps2: number;
  readonly maxYawRate_radps: number;
  /** Upper limit of v^2 times the curvature ahead. Not a physical limit of the car, which has none: it limits how far
   *  the line may move sideways between two frames. */
  readonly lateralAcceleration_mps2: number;
  /** Lookahead, as time at the car's speed. */
  readonly lookahead_s: number;
  readonly minLookahead_m: number;
  /** The line in view must be long enough for this time. */
  readonly sight_s: number;
}

/** The options assume frames at 20 Hz. */
const USUAL_HOLD_S = 0.05;

export interface StartOfCommand {
  readonly x_m: number;
  readonly y_m: number;
  readonly turned_rad: number;
}

/** Length over which the curvature ahead is measured, near the car and per metre of distance; over shorter ones it would
 *  be noise. */
const CHORD_M = 0.6;
const CHORD_PER_METRE = 0.3;
/** A car that is steered between frames too needs this share of the sight time. */
const STEERED_SIGHT = 0.67;
/** Bends this close count at any speed. */
const NEAR_BEND_M = 1.5;

/** Pure pursuit (Coulter, 1992) from where the car will be when the command takes effect, with a speed that fits the
 *  curvature and the length of the line in view. Results are written to the fields. */
export class Steering {
  v_mps = 0;
  w_radps = 0;
  /** Possible delay of the next command. */
  private late_s = 0;
  private readonly bends_mps = new Float64Array(PATH_CAPACITY);

  constructor(private readonly options: SteeringOptions) {}

  /**
   * @param path the line in the car's coordinates at capture; at least two points
   * @param start where the car will be in these coordinates when the command takes effect
   * @param elapsed_s since the previous command
   * @param hold_s how long the command may have to last
   */
  follow(path: RoadPath, start: StartOfCommand, elapsed_s: number, hold_s: number): void {
    const { options } = this;
    const { x_m, y_m, turned_rad } = start;
    const fastest_mps = Math.max(this.v_mps, options.minSpeed_mps) + options.acceleration_mps2 * elapsed_s;
    this.late_s = Math.max(0, hold_s - USUAL_HOLD_S);

    const reach_m = Math.hypot(path.x_m[path.length - 1]! - x_m, path.y_m[path.length - 1]! - y_m);
    let v_mps = Math.min(options.maxSpeed_mps, fastest_mps, reach_m / (options.sight_s + this.late_s));
    v_mps = Math.max(options.minSpeed_mps, Math.min(v_mps, this.speedForBends(path, x_m, y_m)));
    let curvature_1pm = this.pursue(path, x_m, y_m, turned_rad, v_mps);
    const slower_mps = Math.max(options.minSpeed_mps, this.speedFor(Math.abs(curvature_1pm)));
    if (slower_mps < v_mps) {
      v_mps = slower_mps;
      curvature_1pm = this.pursue(path, x_m, y_m, turned_rad, v_mps);
    }
    this.v_mps = v_mps;
    const limit = options.maxYawRate_radps;
    this.w_radps = clamp(curvature_1pm * v_mps, -limit, limit);
  }

  /** Drives on without a line in view. */
  drive(v_mps: number, w_radps: number): void {
    this.v_mps = v_mps;
    this.w_radps = w_radps;
  }

  private speedFor(curvature_1pm: number, late_s = this.late_s): number {
    const { lateralAcceleration_mps2, maxYawRate_radps } = this.options;
    const curvature = Math.max(1e-6, curvature_1pm);
    // The line moves sideways during a command by the square of speed times time.
    const slower = USUAL_HOLD_S / (USUAL_HOLD_S + late_s);
    return Math.min(
      slower * Math.sqrt(lateralAcceleration_mps2 / curvature),
      (0.9 * maxYawRate_radps) / curvature,
    );
  }

  /** Curvature of the arc from the car to the line at the lookahead distance. */
  private pursue(path: RoadPath, x_m: number, y_m: number, heading_rad: number, v_mps: number): number {
    const lookahead_m = Math.max(this.options.minLookahead_m, v_mps * this.options.lookahead_s);
    let i = 0;
    while (i < path.length - 2 && Math.hypot(path.x_m[i + 1]! - x_m, path.y_m[i + 1]! - y_m) < lookahead_m) {
      i += 1;
    }
    const near_m = Math.hypot(path.x_m[i]! - x_m, path.y_m[i]! - y_m);
    const far_m = Math.hypot(path.x_m[i + 1]! - x_m, path.y_m[i + 1]! - y_m);
    const share = clamp((lookahead_m - near_m) / Math.max(1e-6, far_m - near_m), 0, 1);
    const dx = path.x_m[i]! + share * (path.x_m[i + 1]! - path.x_m[i]!) - x_m;
    const dy = path.y_m[i]! + share * (path.y_m[i + 1]! - path.y_m[i]!) - y_m;
    const aside_m = dy * Math.cos(heading_rad) - dx * Math.sin(heading_rad);
    return (2 * aside_m) / (dx * dx + dy * dy);
  }

  /** The speed for every bend in view, from the line's change of direction over short chords. The car may be faster
   *  before a bend, as long as it needs the sight time to reach it. (A horizon that depends on the car's own speed
   *  would make the two oscillate.) */
  private speedForBends(path: RoadPath, x_m: number, y_m: number): number {
    const sight_s = this.options.sight_s + this.late_s;
    let speed_mps = Number.POSITIVE_INFINITY;
    let to = 0;
    for (let from = 0; from < path.length; from += 1) {
      const distance_m = Math.hypot(path.x_m[from]! - x_m, path.y_m[from]! - y_m);
      const chord_m = Math.max(CHORD_M, CHORD_PER_METRE * distance_m);
      while (to < path.length - 1 && path.s_m[to]! - path.s_m[from]! < chord_m) to += 1;
      const length_m = path.s_m[to]! - path.s_m[from]!;
      if (length_m < 0.5 * chord_m) break;
      const turn_rad = path.heading_rad[to]! - path.heading_rad[from]!;
      const there_mps = distance_m < NEAR_BEND_M ? 0 : distance_m / sight_s;
      speed_mps = Math.min(speed_mps, Math.max(there_mps, this.speedFor(Math.abs(turn_rad) / length_m)));
    }
    return speed_mps;
  }

  /** The highest speed at each point of a line, for the bends after it.
   *  @param into written, as many values as the path has points */
  limits(path: RoadPath, into: Float64Array): void {
    const { maxSpeed_mps } = this.options;
    const sight_s = STEERED_SIGHT * this.options.sight_s;
    const { length } = path;
    const { bends_mps } = this;
    let to = 0;
    for (let from = 0; from < length; from += 1) {
      bends_mps[from] = maxSpeed_mps;
      const chord_m = Math.max(CHORD_M, CHORD_PER_METRE * Math.hypot(path.x_m[from]!, path.y_m[from]!));
      while (to < length - 1 && path.s_m[to]! - path.s_m[from]! < chord_m) to += 1;
      const length_m = path.s_m[to]! - path.s_m[from]!;
      if (length_m < 0.5 * chord_m) continue;
      const turn_rad = path.heading_rad[to]! - path.heading_rad[from]!;
      bends_mps[from] = Math.min(maxSpeed_mps, this.speedFor(Math.abs(turn_rad) / length_m, 0));
    }
    for (let here = 0; here < length; here += 1) {
      let limit_mps = maxSpeed_mps;
      for (let bend = here; bend < length; bend += 1) {
        const distance_m = path.s_m[bend]! - path.s_m[here]!;
        const there_mps = distance_m < NEAR_BEND_M ? 0 : distance_m / sight_s;
        if (there_mps >= limit_mps) break;
        limit_mps = Math.min(limit_mps, Math.max(there_mps, bends_mps[bend]!));
      }
      into[here] = limit_mps;
    }
  }
}
