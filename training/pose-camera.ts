import type { Circuit } from '../src/circuit/circuit';
import type { Frame } from '../src/types';
import { type Appearance, CameraRenderer, type CarPose } from '../src/world/simulator/camera/renderer';

/** The camera of one circuit, wherever the car is put; only rows [top, bottom) are drawn. */
export class PoseCamera {
  readonly #renderer: CameraRenderer;
  readonly #rows: { readonly top: number; readonly bottom: number };
  readonly #frame: Frame;

  constructor(circuit: Circuit, seed: number, rows: { readonly top: number; readonly bottom: number }) {
    this.#renderer = new CameraRenderer(circuit, seed);
    this.#rows = rows;
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

  get renderer(): CameraRenderer {
    return this.#renderer;
  }

  appear(appearance: Appearance): void {
    this.#renderer.appear(appearance);
  }

  /** The frame belongs to the camera and is overwritten by the next call. */
  view(pose: CarPose): Frame {
    this.#renderer.render(pose, this.#frame.data, this.#rows.top, this.#rows.bottom);
    return this.#frame;
  }
}
