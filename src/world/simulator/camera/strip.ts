import type { CameraModel } from '../../../config/f1-car';
import type { CoverageMask } from './coverage';
import type { RowChoice } from './row-choice';

/**
 * Projects quadrilaterals on a level plane into a coverage mask. Corners are given in the camera's level
 * frame (forward, left); what lies behind the near plane is cut off.
 */
export class PlaneProjector {
  readonly #mask: CoverageMask;
  /** Corners of the next quadrilateral, in order: forward and left of each. Numbers in an array are not allocated on each
   *  call. */
  readonly corners = new Float64Array(8);
  #camera: CameraModel;
  #below_m = 0;
  #sin = 0;
  #cos = 1;
  /** Corners of the clipped polygon: forward, left, at most five of them. */
  readonly #clipped = new Float64Array(16);
  /** Column and row of each corner. */
  readonly #projected = new Float64Array(16);

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
    this.#mask.begin(Math.max(0, farRow(camera, this.#below_m) + 0.5), rows);
  }

  /** Adds the quadrilateral of `corners`. */
  quad(): void {
    const near = this.#camera.near_m;
    const c = this.corners;
    const hidden = Number(c[0]! < near) + Number(c[2]! < near) + Number(c[4]! < near) + Number(c[6]! < near);
    if (hidden === 4) return;
    if (hidden === 0) {
      this.#polygon(c, 4);
      return;
    }
    let count = 0;
    for (let i = 0; i < 4; i++) count = this.#clip(count, 2 * i, 2 * ((i + 1) % 4));
    this.#polygon(this.#clipped, count);
  }

  /** Sutherland-Hodgman against the near plane. */
  #clip(count: number, from: number, to: number): number {
    const near = this.#camera.near_m;
    const x0 = this.corners[from]!;
    const y0 = this.corners[from + 1]!;
    const x1 = this.corners[to]!;
    const y1 = this.corners[to + 1]!;
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

  /** Projects the corners and adds the edges between them. */
  #polygon(corners: Float64Array, count: number): void {
    const camera = this.#camera;
    const f = camera.focal_px;
    const projected = this.#projected;
    for (let i = 0; i < count; i++) {
      const x = corners[2 * i]!;
      const depth = x * this.#cos + this.#below_m * this.#sin;
      projected[2 * i] = camera.centreColumn_px + 0.5 - (f * corners[2 * i + 1]!) / depth;
      projected[2 * i + 1] =
        camera.centreRow_px + 0.5 - (f * (x * this.#sin - this.#below_m * this.#cos)) / depth;
    }
    const { ends } = this.#mask;
    for (let i = 0; i < count; i++) {
      const next = i + 1 < count ? 2 * i + 2 : 0;
      ends[0] = projected[2 * i]!;
      ends[1] = projected[2 * i + 1]!;
      ends[2] = projected[next]!;
      ends[3] = projected[next + 1]!;
      this.#mask.edge();
    }
  }
}

/** Row at which a plane below the lens meets the far plane. */
export function farRow(camera: CameraModel, below_m: number): number {
  const up = (Math.sin(camera.pitch_rad) - below_m / camera.far_m) / Math.cos(camera.pitch_rad);
  return camera.centreRow_px - up * camera.focal_px;
}
