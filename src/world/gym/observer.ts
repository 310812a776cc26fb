import type { Circuit } from '../../circuit/circuit';
import { greyLevel } from '../../drive/tensor/levels';
import { CameraRenderer, type CarPose } from '../simulator/camera/renderer';
import { cameraOf, type GymSettings, observationBytes } from './gym-settings';

/** Draws what the cars of many worlds see: one renderer for each circuit serves all of them. */
export class Observer {
  readonly #settings: GymSettings;
  readonly #renderers = new Map<Circuit, CameraRenderer>();
  readonly #rgb: Uint8Array;
  readonly #grey: Uint8Array | null;

  constructor(settings: GymSettings) {
    const { width, height, colour } = settings;
    this.#settings = settings;
    this.#rgb = new Uint8Array(3 * width * height);
    this.#grey = colour === 'grey' ? new Uint8Array(observationBytes(settings)) : null;
  }

  /** @returns the bytes of the image, row by row; valid until the next call */
  see(circuit: Circuit, pose: CarPose): Uint8Array {
    const rgb = this.#rgb;
    this.#rendererOf(circuit).render(pose, rgb);
    const grey = this.#grey;
    if (grey === null) return rgb;
    for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
      grey[i] = greyLevel(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
    }
    return grey;
  }

  #rendererOf(circuit: Circuit): CameraRenderer {
    const known = this.#renderers.get(circuit);
    if (known !== undefined) return known;
    const renderer = new CameraRenderer(circuit, 1, { camera: cameraOf(this.#settings) });
    this.#renderers.set(circuit, renderer);
    return renderer;
  }
}
