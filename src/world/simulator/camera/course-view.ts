import type { CameraModel } from '../../../config/f1-car';
import { BLOCK, type CourseSamples } from './course-samples';
import type { Lens } from './ground';
import type { PlaneProjector } from './strip';
import type { WallView } from './walls';

/** The part of the course that a camera can see: blocks near the lens, found once per image. */
export class CourseView {
  readonly #samples: CourseSamples;
  readonly #near: Int32Array;
  #count = 0;

  constructor(samples: CourseSamples) {
    this.#samples = samples;
    this.#near = new Int32Array(samples.blocks);
  }

  /** Finds the blocks that may be in the image. @param aside_m largest distance from the line of what is drawn */
  find(lens: Lens, camera: CameraModel, aside_m: number): void {
    const { points, blocks, reach_m } = this.#samples;
    // In the corners of the image the far plane is farther away than straight ahead.
    const corner = Math.hypot(1, (camera.width - camera.centreColumn_px) / camera.focal_px);
    const range2 = (camera.far_m * corner + aside_m + reach_m) ** 2;
    const behind_m = -(aside_m + reach_m);
    this.#count = 0;
    for (let block = 0; block < blocks; block++) {
      const o = 4 * (block * BLOCK + BLOCK / 2);
      const dx = points[o]! - lens.x_m;
      const dy = points[o + 1]! - lens.y_m;
      if (dx * dx + dy * dy > range2) continue;
      const forward = dx * lens.cos + dy * lens.sin;
      if (forward < behind_m || forward > camera.far_m - behind_m) continue;
      this.#near[this.#count++] = block;
    }
  }

  /** @param half_m half of the line's width */
  projectLine(lens: Lens, half_m: number, projector: PlaneProjector): void {
    const { points } = this.#samples;
    for (let k = 0; k < this.#count; k++) {
      const first = this.#near[k]! * BLOCK;
      const o = 4 * (first + BLOCK / 2);
      const distance = Math.hypot(points[o]! - lens.x_m, points[o + 1]! - lens.y_m);
      const stride = distance < 2.5 ? 1 : distance < 5 ? 2 : 4;
      this.#strip(lens, first, stride, half_m, projector);
    }
  }

  /** Adds a wall to its view; its face looks to the line. @param left_m of the face, negative to the right */
  seeWall(lens: Lens, camera: CameraModel, view: WallView, left_m: number, sunHeading_rad: number): void {
    const p = this.#samples.points;
    const facing = left_m > 0 ? -1 : 1;
    const sunX = Math.cos(sunHeading_rad) * facing;
    const sunY = Math.sin(sunHeading_rad) * facing;
    const { piece } = view;
    for (let k = 0; k < this.#count; k++) {
      const first = this.#near[k]! * BLOCK;
      for (let i = 0; i <= BLOCK; i += 4) {
        const o = 4 * (first + i);
        const dx = p[o]! + left_m * p[o + 2]! - lens.x_m;
        const dy = p[o + 1]! + left_m * p[o + 3]! - lens.y_m;
        piece[3] = dx * lens.cos + dy * lens.sin;
        piece[4] = dy * lens.cos - dx * lens.sin;
        piece[5] = p[o + 2]! * sunX + p[o + 3]! * sunY;
        if (i > 0) view.add(camera);
        piece[0] = piece[3]!;
        piece[1] = piece[4]!;
        piece[2] = piece[5]!;
      }
    }
  }

  #strip(lens: Lens, first: number, stride: number, half_m: number, projector: PlaneProjector): void {
    const p = this.#samples.points;
    const { corners } = projector;
    for (let i = 0; i <= BLOCK; i += stride) {
      const o = 4 * (first + i);
      const dx = p[o]! - lens.x_m;
      const dy = p[o + 1]! - lens.y_m;
      const x = dx * lens.cos + dy * lens.sin;
      const y = dy * lens.cos - dx * lens.sin;
      const nx = p[o + 2]! * lens.cos + p[o + 3]! * lens.sin;
      const ny = p[o + 3]! * lens.cos - p[o + 2]! * lens.sin;
      corners[2] = x + half_m * nx;
      corners[3] = y + half_m * ny;
      corners[4] = x + -half_m * nx;
      corners[5] = y + -half_m * ny;
      if (i > 0) projector.quad();
      // The end of this piece is where the next one begins.
      corners[0] = corners[2]!;
      corners[1] = corners[3]!;
      corners[6] = corners[4]!;
      corners[7] = corners[5]!;
    }
  }
}
