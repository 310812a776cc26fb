import type { CameraSettings } from '../config/camera-settings';
import type { Frame } from '../types';
import { LineSight } from './brains/line-follower';
import { commandPath } from './motion/command-path';

type Point = readonly [x: number, y: number];

/** Draws on the road of camera images: the line found in a frame, and the path of a command. */
export class RoadLines {
  readonly #sight: LineSight;

  constructor(camera: CameraSettings) {
    this.#sight = new LineSight(camera);
  }

  /** @returns points as shares of the frame's width and height; null where no line is found */
  find(frame: Frame): readonly Point[] | null {
    if (!this.#sight.see(frame)) return null;
    const { path } = this.#sight;
    return this.#project(frame, path.length, (i) => [path.x_m[i]!, path.y_m[i]!]);
  }

  /** @returns points as `find`; null for a stopped car */
  pathOf(frame: Frame, v_mps: number, w_radps: number): readonly Point[] | null {
    const path = commandPath({ v_mps, w_radps });
    return this.#project(frame, path.length, (i) => [path[i]!.x_m, path[i]!.y_m]);
  }

  #project(frame: Frame, length: number, at: (i: number) => Point): readonly Point[] | null {
    const camera = this.#sight.camera(frame);
    const points: Point[] = [];
    for (let i = 0; i < length; i++) {
      if (!camera.toImage(...at(i))) continue;
      points.push([share((camera.u + 0.5) / camera.width), share((camera.v + 0.5) / camera.height)]);
    }
    return points.length === 0 ? null : points;
  }
}

function share(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
