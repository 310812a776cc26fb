import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import type { Command, Frame } from '../src/types';
import { type Appearance, CameraRenderer, type CarPose } from '../src/world/simulator/camera/renderer';
import { Expert, type ExpertOptions } from '../src/world/simulator/expert';
import { STORED_CONTRACT } from './frame-store';
import type { TrainingPose } from './start-poses';

/** The camera of one circuit: only the rows that the network sees are drawn. */
export class PoseCamera {
  readonly #renderer: CameraRenderer;
  readonly #frame: Frame;

  constructor(circuit: Circuit, seed: number) {
    this.#renderer = new CameraRenderer(circuit, seed);
    const { width, height } = this.#renderer.appearance.camera;
    this.#frame = {
      width,
      height,
      step: width * 3,
      encoding: 'rgb8',
      data: new Uint8Array(this.#renderer.byteLength),
      sequence: 1,
      stamp: null,
      arrival_ms: 0,
    };
  }

  appear(appearance: Appearance): void {
    this.#renderer.appear(appearance);
  }

  /** The frame belongs to the camera and is overwritten by the next call. */
  view(pose: CarPose): Frame {
    this.#renderer.render(pose, this.#frame.data, STORED_CONTRACT.crop.top, STORED_CONTRACT.crop.bottom);
    return this.#frame;
  }
}

/**
 * The expert as a teacher: what it does is set here in full, so that its own defaults may change. It steers at a
 * point far enough ahead for a network's small mistakes and 60 ms of delay to die away (0.4 m and 0.1 s ahead, the
 * car swings 0.36 m to either side then), and knows no more of the road than can be seen.
 */
export const TEACHER: ExpertOptions = {
  minSpeed_mps: 6.5,
  maxSpeed_mps: 13,
  maxTurn_radps: 7.1,
  lateral_mps2: 14,
  braking_mps2: 14,
  horizon_m: 8,
  lookahead_m: 0.9,
  lookahead_s: 0.12,
};

/** The teacher's command from a pose: slower the further the car is off the line, on the same arc. */
export function teach(circuit: Circuit, direction: Direction, pose: TrainingPose): Command {
  const command = new Expert(circuit, direction, TEACHER).decide(pose);
  const off = Math.abs(pose.lateral_m) + Math.abs(pose.headingError_rad);
  const v_mps = Math.max(TEACHER.minSpeed_mps, command.v_mps / (1 + Math.max(0, off - 0.1)));
  return { v_mps, w_radps: (command.w_radps * v_mps) / command.v_mps };
}
