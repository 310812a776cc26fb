import { type CameraModel, type CameraMount, LINE_HEIGHT_M } from '../../../config/f1-car';

/** Pinhole camera above a flat road: converts between the image (u right, v down, pixel centres at whole numbers) and
 *  the road in the car's frame (x ahead, y left of the body's origin). Results are written to `u`, `v` and `x_m`,
 *  `y_m`, so that no point is allocated. */
export class RoadCamera {
  u = 0;
  v = 0;
  x_m = 0;
  y_m = 0;
  /** Height above the line, not above the road. */
  readonly mount: CameraMount;
  readonly focal: number;
  private readonly centreU: number;
  private readonly centreV: number;
  private readonly sin: number;
  private readonly cos: number;

  /** @param width of the frames, which may be smaller or larger than the camera's own */
  constructor(
    readonly width: number,
    readonly height: number,
    camera: CameraModel,
  ) {
    this.mount = { ...camera, height_m: camera.height_m - LINE_HEIGHT_M };
    this.focal = (camera.focal_px / camera.width) * width;
    this.centreU = (width - 1) / 2;
    this.centreV = (height - 1) / 2;
    this.sin = Math.sin(camera.pitch_rad);
    this.cos = Math.cos(camera.pitch_rad);
  }

  /** First row that shows road at most `distance_m` ahead of the lens. */
  rowAt(distance_m: number): number {
    this.toImage(this.mount.forward_m + distance_m, this.mount.left_m);
    return this.v;
  }

  /** False for points that do not lie ahead of the lens. */
  toImage(x_m: number, y_m: number): boolean {
    const { mount, sin, cos } = this;
    const ahead = x_m - mount.forward_m;
    const depth = ahead * cos + mount.height_m * sin;
    if (depth < 0.02) return false;
    this.u = this.centreU - (this.focal * (y_m - mount.left_m)) / depth;
    this.v = this.centreV + (this.focal * (mount.height_m * cos - ahead * sin)) / depth;
    return true;
  }

  /** False for pixels at or above the horizon. */
  toRoad(u: number, v: number): boolean {
    const { mount, sin, cos } = this;
    const right = (u - this.centreU) / this.focal;
    const down = (v - this.centreV) / this.focal;
    const sinking = down * cos + sin;
    if (sinking <= 1e-6) return false;
    const scale = mount.height_m / sinking;
    this.x_m = mount.forward_m + scale * (cos - down * sin);
    this.y_m = mount.left_m - scale * right;
    return true;
  }
}
