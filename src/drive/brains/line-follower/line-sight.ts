import { F1_CAMERA } from '../../../config/f1-car';
import { FrameError } from '../../../errors';
import type { Frame } from '../../../types';
import { RoadCamera } from './camera';
import { LineColour } from './line-colour';
import { LineTracer } from './line-tracer';
import { LINE_FOLLOWER_DEFAULTS } from './options';
import { RoadPath } from './road-path';

const FARTHEST_M = 9;

/** Finds the red line in single frames, as the line follower does, to draw it. */
export class LineSight {
  /** The line in the last frame, in the car's coordinates; empty when none was found. */
  readonly path = new RoadPath();
  readonly #colour = new LineColour(LINE_FOLLOWER_DEFAULTS.lineColour);
  readonly #tracer = new LineTracer({
    lineWidth_m: LINE_FOLLOWER_DEFAULTS.lineWidth_m,
    contrast: LINE_FOLLOWER_DEFAULTS.contrast,
    farthest_m: FARTHEST_M,
  });
  #camera: RoadCamera | null = null;

  /** The car's camera for frames of this size. */
  camera({ width, height }: Pick<Frame, 'width' | 'height'>): RoadCamera {
    if (this.#camera?.width !== width || this.#camera.height !== height) {
      this.#camera = new RoadCamera(width, height, F1_CAMERA);
    }
    return this.#camera;
  }

  /** @returns whether the frame shows a line; `path` then holds it */
  see(frame: Frame): boolean {
    this.path.clear();
    try {
      this.#colour.read(frame);
      return this.#tracer.trace(this.camera(frame), this.#colour, { y_m: null, heading_rad: 0 }, this.path);
    } catch (error) {
      // A frame without colour shows none.
      if (error instanceof FrameError) return false;
      throw error;
    } finally {
      this.#colour.release();
    }
  }
}
