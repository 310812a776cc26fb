import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { RandomSource } from '../../support/random';
import type { Command } from '../../types';
import { Car } from '../simulator/car';
import { poseAt, poseOf } from '../simulator/course-pose';
import { startPose } from '../simulator/start';
import { RANDOM_HEADING_RAD, RANDOM_LATERAL_M } from '../start/start-place';
import type { GymSettings } from './gym-settings';

/** Why an episode is over. */
export type Ending = 'off_track' | 'wall' | 'laps_done' | 'timeout';

/** What is known of the car at a frame. The keys are those that Python sees. */
export interface EpisodeInfo {
  readonly circuit: string;
  readonly direction: Direction;
  /** Simulated time of the episode. */
  readonly time_s: number;
  /** To the left of the line positive, in driving direction. */
  readonly deviation_m: number;
  readonly heading_error_rad: number;
  /** Along the line since the last frame; negative where the car drives back. */
  readonly progress_m: number;
  /** Along the line since the start. */
  readonly distance_m: number;
  readonly lap_length_m: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Null while the episode goes on. */
  readonly end: Ending | null;
}

export interface EpisodeStep {
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: EpisodeInfo;
}

const STEP_MS = 1;
/** Stream of random numbers of its own. */
const STREAM = 0x9171;

interface Pending {
  readonly due_ms: number;
  readonly command: Command;
}

/** One drive of one car from a seeded start to its end, a step for each frame: the same seed and commands give the same
 *  drive. */
export class Episode {
  readonly circuit: Circuit;
  readonly direction: Direction;
  readonly car: Car;
  readonly #settings: GymSettings;
  readonly #pending: Pending[] = [];
  #time_ms = 0;
  #frames = 0;
  #s_m: number;
  #distance_m = 0;
  #end: Ending | null = null;

  /** @param circuits one of which the seed chooses */
  constructor(circuits: readonly Circuit[], settings: GymSettings, seed: number) {
    const random = new RandomSource(seed, STREAM);
    this.#settings = settings;
    this.circuit = random.pick(circuits);
    const turned = random.chance(0.5);
    const { direction, start } = settings;
    this.direction = direction === 'both' ? (turned ? 'reverse' : 'forward') : direction;
    const pose = start === 'grid' ? startPose(this.circuit, this.direction) : this.#randomPose(random);
    this.car = new Car(this.circuit, pose);
    this.#s_m = this.circuit.project(pose.x_m, pose.y_m).s_m;
  }

  /** Drives to the next frame; a step after the end changes nothing. */
  step(command: Command): EpisodeStep {
    const { rate_hz, latency_ms, reward } = this.#settings;
    const before_m = this.#distance_m;
    if (this.#end === null) {
      this.#pending.push({ due_ms: this.#time_ms + latency_ms, command });
      this.#frames += 1;
      this.#driveTo(Math.round((this.#frames * 1000) / rate_hz));
    }
    const info = this.info(this.#distance_m - before_m);
    const { end } = info;
    const failure = end === 'off_track' || end === 'wall' ? reward.failure : 0;
    return {
      reward: reward.progress * info.progress_m - reward.deviation * Math.abs(info.deviation_m) + failure,
      terminated: end !== null && end !== 'timeout',
      truncated: end === 'timeout',
      info,
    };
  }

  /** @param progress_m since the last frame */
  info(progress_m = 0): EpisodeInfo {
    const { circuit, direction, car } = this;
    const { lateral_m, headingError_rad } = poseOf(circuit, direction, car, this.#s_m);
    return {
      circuit: circuit.name,
      direction,
      time_s: this.#time_ms / 1000,
      deviation_m: lateral_m,
      heading_error_rad: headingError_rad,
      progress_m,
      distance_m: this.#distance_m,
      lap_length_m: circuit.length_m,
      x_m: car.x_m,
      y_m: car.y_m,
      yaw_rad: car.yaw_rad,
      v_mps: car.v_mps,
      w_radps: car.w_radps,
      end: this.#end,
    };
  }

  #randomPose(random: RandomSource) {
    const s_m = random.uniform(0, this.circuit.length_m);
    const lateral_m = random.uniform(-RANDOM_LATERAL_M, RANDOM_LATERAL_M);
    const heading_rad = random.uniform(-RANDOM_HEADING_RAD, RANDOM_HEADING_RAD);
    return poseAt(this.circuit, this.direction, s_m, lateral_m, heading_rad);
  }

  #driveTo(time_ms: number): void {
    while (this.#time_ms < time_ms) {
      while (this.#pending[0] && this.#pending[0].due_ms <= this.#time_ms) {
        this.car.command(this.#pending.shift()!.command);
      }
      this.car.step(STEP_MS / 1000);
      this.#time_ms += STEP_MS;
    }
    const lateral_m = this.#follow();
    this.#end = this.#ending(lateral_m);
  }

  /** Follows the car along the line. @returns its lateral deviation */
  #follow(): number {
    const { s_m, lateral_m } = this.circuit.project(this.car.x_m, this.car.y_m, this.#s_m);
    const length_m = this.circuit.length_m;
    const moved_m = s_m - this.#s_m;
    const shortest_m = moved_m - length_m * Math.round(moved_m / length_m);
    this.#s_m = s_m;
    this.#distance_m += this.direction === 'forward' ? shortest_m : -shortest_m;
    return lateral_m;
  }

  #ending(lateral_m: number): Ending | null {
    const { limit_m, wallEnds, laps, timeout_s } = this.#settings;
    if (wallEnds && this.car.contacts().events > 0) return 'wall';
    if (Math.abs(lateral_m) > limit_m) return 'off_track';
    if (this.#distance_m >= laps * this.circuit.length_m) return 'laps_done';
    return this.#time_ms >= timeout_s * 1000 ? 'timeout' : null;
  }
}
