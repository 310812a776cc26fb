import type { Circuit } from '../../../circuit/circuit';
import type { Frame } from '../../../types';
import { CameraRenderer, type CarPose } from '../../../world/simulator/camera/renderer';
import { stampOf } from '../../../world/simulator/simulation';

/** The camera of the built-in world at any pose. */
export class CarCamera {
  readonly #renderer: CameraRenderer;
  readonly #data: Uint8Array;
  #sequence = 0;

  constructor(circuit: Circuit, seed: number) {
    this.#renderer = new CameraRenderer(circuit, seed);
    this.#data = new Uint8Array(this.#renderer.byteLength);
  }

  /** Renders the frame at a pose. It belongs to the camera and is overwritten by the next call. */
  view(pose: CarPose, time_ms: number): Frame {
    this.#renderer.render(pose, this.#data);
    this.#sequence++;
    const { width, height } = this.#renderer.appearance.camera;
    return {
      width,
      height,
      step: 3 * width,
      encoding: 'rgb8',
      data: this.#data,
      sequence: this.#sequence,
      stamp: stampOf(time_ms),
      arrival_ms: performance.now(),
    };
  }
}
