/** Where the F1 car's camera sits and how it looks, as measured in the Gazebo worlds. */
export interface CameraMount {
  /** Lens ahead of and to the left of the body's origin, and above the line, which is a sheet about 4 mm
   *  over the road. */
  readonly x_m: number;
  readonly y_m: number;
  readonly height_m: number;
  /** Nose down positive. */
  readonly pitch_rad: number;
  /** Focal length over picture width (pinhole, square pixels, optical axis in the middle). */
  readonly focalPerWidth: number;
}

export const F1_CAMERA: CameraMount = {
  x_m: 0.45,
  y_m: 0.04,
  height_m: 0.0955,
  pitch_rad: 0.0104,
  focalPerWidth: 320.2549 / 640,
};

/** Pinhole camera over a flat road: between the picture (u right, v down, pixel centres at whole numbers)
 *  and the road in the car's frame (x ahead, y left of the body's origin). Results are left in `u`, `v`
 *  and `x_m`, `y_m`, so that nothing is allocated for a point. */
export class RoadCamera {
  u = 0;
  v = 0;
  x_m = 0;
  y_m = 0;
  readonly focal: number;
  private readonly centreU: number;
  private readonly centreV: number;
  private readonly sin: number;
  private readonly cos: number;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly mount: CameraMount,
  ) {
    this.focal = mount.focalPerWidth * width;
    this.centreU = (width - 1) / 2;
    this.centreV = (height - 1) / 2;
    this.sin = Math.sin(mount.pitch_rad);
    this.cos = Math.cos(mount.pitch_rad);
  }

  /** First row that shows road at most `distance_m` ahead of the lens. */
  rowAt(distance_m: number): number {
    this.toPicture(this.mount.x_m + distance_m, this.mount.y_m);
    return this.v;
  }

  /** False for points that do not lie ahead of the lens. */
  toPicture(x_m: number, y_m: number): boolean {
    const { mount, sin, cos } = this;
    const ahead = x_m - mount.x_m;
    const depth = ahead * cos + mount.height_m * sin;
    if (depth < 0.02) return false;
    this.u = this.centreU - (this.focal * (y_m - mount.y_m)) / depth;
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
    this.x_m = mount.x_m + scale * (cos - down * sin);
    this.y_m = mount.y_m - scale * right;
    return true;
  }
}
