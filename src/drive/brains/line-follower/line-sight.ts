import type { CameraSettings } from '../../../config/camera-settings';
import { F1_CAMERA } from '../../../config/f1-car';
import { BrainError, FrameError } from '../../../errors';
import type { Frame } from '../../../types';
import { RoadCamera } from './camera';
import { FirstSight } from './first-sight';
import { LineTracer } from './line-tracer';
import { LINE_FOLLOWER_DEFAULTS } from './options';
import { RoadPath } from './road-path';

const FARTHEST_M = 9;

/** Finds the line in single frames, as the line follower does, to draw it. */
export class LineSight {
  /** The line in the last frame, in the car's coordinates; empty when none was found. */
  readonly path = new RoadPath();
  readonly #sight: FirstSight;
  readonly #tracer = new LineTracer({
    lineWidth_m: LINE_FOLLOWER_DEFAULTS.lineWidth_m,
    contrast: LINE_FOLLOWER_DEFAULTS.contrast,
    farthest_m: FARTHEST_M,
  });
  #camera: RoadCamera | null = null;

  /** @param camera where it is, as far as the brain's file says it; the rest is measured in the first frames */
  constructor(camera: CameraSettings = {}) {
    const { lineColour, lineWidth_m, contrast } = LINE_FOLLOWER_DEFAULTS;
    this.#sight = new FirstSight({ camera, lineColour, lineWidth_m, contrast });
  }

  /** The car's camera for frames of this size, as the frames seen so far show it. */
  camera({ width, height }: Pick<Frame, 'width' | 'height'>): RoadCamera {
    const known = this.#camera;
    if (known?.width === width && known.height === height) return known;
    return new RoadCamera(width, height, F1_CAMERA);
  }

  /** @returns whether the frame shows a line; `path` then holds it */
  see(frame: Frame): boolean {
    this.path.clear();
    try {
      this.#sight.colour.read(frame);
      let found = this.#trace(frame);
      if (!found && this.#sight.findOther(frame)) found = this.#trace(frame);
      if (found) this.#sight.traced(this.path.reach_m);
      return found;
    } catch (error) {
      // A frame without colour shows none, nor does a camera that looks at the sky.
      if (error instanceof FrameError || error instanceof BrainError) return false;
      throw error;
    } finally {
      this.#sight.colour.release();
      this.#sight.notices();
    }
  }

  #trace(frame: Frame): boolean {
    this.#camera = this.#sight.camera(frame);
    return this.#tracer.trace(this.#camera, this.#sight.colour, { y_m: null, heading_rad: 0 }, this.path);
  }
}
