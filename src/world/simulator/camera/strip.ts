import type { CameraModel } from '../../../config/f1-car';
import type { CoverageMask } from './coverage';
import { RowChoice } from './row-choice';

/**
 * Projects quadrilaterals on a level plane into a coverage mask. Corners are given in the camera's level
 * frame (forward, left); what lies behind the near plane is cut off.
 */
export class PlaneProjector {
  readonly #mask: CoverageMask;
  #camera: CameraModel;
  #below_m = 0;
  #sin = 0;
  #cos = 1;
  #top = 0;
  #rows = new RowChoice(0);
  /** Corners of the clipped polygon: forward, left, at most five of them. */
  readonly #clipped = new Float64Array(16);

  constructor(mask: CoverageMask, camera: CameraModel) {
    this.#mask = mask;
    this.#camera = camera;
  }

  /** @param height_m of the plane above the road; @param rows the only ones that are drawn */
  begin(camera: CameraModel, height_m: number, rows: RowChoice): void {
    this.#camera = camera;
    this.#below_m = camera.height_m - height_m;
    this.#sin = Math.sin(camera.pitch_rad);
    this.#cos = Math.cos(camera.pitch_rad);
    this.#rows = rows;
    this.#top = Math.max(0, farRow(camera, this.#below_m) + 0.5);
  }

  /** A quadrilateral, its corners in order. */
  quad(x0: number, y0: number, x1: number, y1: number, x2: number, y2: number, x3: number, y3: number): void {
    const near = this.#camera.near_m;
    if (x0 >= near && x1 >= near && x2 >= near && x3 >= near) {
      this.#edge(x0, y0, x1, y1);
      this.#edge(x1, y1, x2, y2);
      this.#edge(x2, y2, x3, y3);
      this.#edge(x3, y3, x0, y0);
      return;
    }
    if (x0 < near && x1 < near && x2 < near && x3 < near) return;
    let count = 0;
    count = this.#clip(count, x0, y0, x1, y1);
    count = this.#clip(count, x1, y1, x2, y2);
    count = this.#clip(count, x2, y2, x3, y3);
    count = this.#clip(count, x3, y3, x0, y0);
    const c = this.#clipped;
    for (let i = 0; i < count; i++) {
      const j = (i + 1) % count;
      this.#edge(c[2 * i]!, c[2 * i + 1]!, c[2 * j]!, c[2 * j + 1]!);
    }
  }

  /** Sutherland-Hodgman against the near plane. */
  #clip(count: number, x0: number, y0: number, x1: number, y1: number): number {
    const near = this.#camera.near_m;
    const c = this.#clipped;
    let n = count;
    if (x0 >= near) {
      c[2 * n] = x0;
      c[2 * n + 1] = y0;
      n++;
    }
    if (x0 >= near !== x1 >= near) {
      c[2 * n] = near;
      c[2 * n + 1] = y0 + ((y1 - y0) * (near - x0)) / (x1 - x0);
      n++;
    }
    return n;
  }

  #edge(x0: number, y0: number, x1: number, y1: number): void {
    const camera = this.#camera;
    const depth0 = x0 * this.#cos + this.#below_m * this.#sin;
    const depth1 = x1 * this.#cos + this.#below_m * this.#sin;
    const f = camera.focal_px;
    this.#mask.edge(
      camera.centreColumn_px + 0.5 - (f * y0) / depth0,
      camera.centreRow_px + 0.5 - (f * (x0 * this.#sin - this.#below_m * this.#cos)) / depth0,
      camera.centreColumn_px + 0.5 - (f * y1) / depth1,
      camera.centreRow_px + 0.5 - (f * (x1 * this.#sin - this.#below_m * this.#cos)) / depth1,
      this.#top,
      this.#rows,
    );
  }
}

/** Row at which a plane below the lens meets the far plane. */
export function farRow(camera: CameraModel, below_m: number): number {
  const up = (Math.sin(camera.pitch_rad) - below_m / camera.far_m) / Math.cos(camera.pitch_rad);
  return camera.centreRow_px - up * camera.focal_px;
}
