import type { Circuit } from '../src/circuit/circuit';
import type { Frame } from '../src/types';
import { type Appearance, CameraRenderer, type CarPose } from '../src/world/simulator/camera/renderer';
import { STORED_CONTRACT } from './frame-store';

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
