import type { Circuit } from '../../circuit/circuit';
import type { InputContract } from '../../config/input-contract';
import { FrameFeeder } from '../../drive/tensor/frame-feeder';
import { greyLevel } from '../../drive/tensor/levels';
import { ConfigurationError } from '../../errors';
import type { Frame } from '../../types';
import { CameraRenderer, type CarPose } from '../simulator/camera/renderer';
import { cameraOf, type GymSettings, observationLayout } from './gym-settings';

/** What one world remembers between its observations. */
export interface Eye {
  /** @returns the bytes of the observation; valid until any eye of the observer sees again */
  see(circuit: Circuit, pose: CarPose): Uint8Array;
  /** Forgets earlier frames. */
  reset(): void;
}

/** Draws what the cars of many worlds see: one renderer for each circuit serves all of them. */
export class Observer {
  readonly #settings: GymSettings;
  readonly #renderers = new Map<Circuit, CameraRenderer>();
  readonly #frame: Frame & { readonly data: Uint8Array };
  readonly #observation: Uint8Array;

  /** @throws ConfigurationError for a contract with `resize: sharp`, which is asynchronous */
  constructor(settings: GymSettings) {
    const { width, height, colour, input } = settings;
    if (input?.resize === 'sharp') {
      throw new ConfigurationError(
        '--card: contract.input.resize is sharp, which is not supported here: write opencv-bilinear',
      );
    }
    this.#settings = settings;
    const rgb = new Uint8Array(3 * width * height);
    this.#frame = {
      width,
      height,
      step: 3 * width,
      encoding: 'rgb8',
      data: rgb,
      sequence: 0,
      stamp: null,
      arrival_ms: 0,
    };
    const isImage = input === null && colour === 'rgb';
    this.#observation = isImage ? rgb : new Uint8Array(observationLayout(settings).bytes);
  }

  /** Of one world. */
  open(): Eye {
    const { input } = this.#settings;
    if (input !== null) return this.#tensorEye(input);
    const see = (circuit: Circuit, pose: CarPose) => {
      this.#draw(circuit, pose);
      if (this.#settings.colour === 'grey') this.#toGrey();
      return this.#observation;
    };
    return { see, reset: () => {} };
  }

  #tensorEye(input: InputContract): Eye {
    const feeder = new FrameFeeder(input);
    const { buffer } = this.#observation;
    const tensor = input.type === 'float32' ? new Float32Array(buffer) : new Uint8Array(buffer);
    const see = (circuit: Circuit, pose: CarPose) => {
      this.#draw(circuit, pose);
      void feeder.fill(this.#frame, tensor);
      return this.#observation;
    };
    return { see, reset: () => feeder.reset() };
  }

  #draw(circuit: Circuit, pose: CarPose): void {
    this.#rendererOf(circuit).render(pose, this.#frame.data);
  }

  #toGrey(): void {
    const rgb = this.#frame.data;
    const grey = this.#observation;
    for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
      grey[i] = greyLevel(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
    }
  }

  #rendererOf(circuit: Circuit): CameraRenderer {
    const known = this.#renderers.get(circuit);
    if (known !== undefined) return known;
    const renderer = new CameraRenderer(circuit, 1, { camera: cameraOf(this.#settings) });
    this.#renderers.set(circuit, renderer);
    return renderer;
  }
}
