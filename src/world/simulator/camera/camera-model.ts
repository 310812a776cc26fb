/** A pinhole camera fixed to the car. Image coordinates are pixel indices: the middle of the first pixel is 0. */
export interface CameraModel {
  /** A multiple of 4. */
  readonly width: number;
  readonly height: number;
  /** Focal length, the same both ways. */
  readonly focal_px: number;
  readonly centreColumn_px: number;
  readonly centreRow_px: number;
  /** Lens in the car's frame. */
  readonly forward_m: number;
  readonly left_m: number;
  readonly height_m: number;
  /** Positive with the nose down. */
  readonly pitch_rad: number;
  readonly near_m: number;
  /** Nothing but sky is seen beyond. */
  readonly far_m: number;
}

/** The F1 car's left camera as measured in Gazebo. The focal length follows from the field of view of 1.57 rad;
 *  the centre is the picture's middle, which camera_info counts from 1. */
export const F1_CAMERA: CameraModel = Object.freeze({
  width: 640,
  height: 480,
  focal_px: 320.2549,
  centreColumn_px: 319.5,
  centreRow_px: 239.5,
  forward_m: 0.45,
  left_m: 0.04,
  height_m: 0.0995,
  pitch_rad: 0.0104,
  near_m: 0.1,
  far_m: 15,
});

/** Depth along the optical axis at which a row sees a level plane `height_m` below the lens; infinite or
 *  negative at and above the horizon. */
export function groundDepth_m(camera: CameraModel, row_px: number, height_m: number): number {
  const up = (camera.centreRow_px - row_px) / camera.focal_px;
  return height_m / (Math.sin(camera.pitch_rad) - up * Math.cos(camera.pitch_rad));
}

/** Row in which a point `forward_m` ahead of the lens and `below_m` under it is seen. */
export function rowOf(camera: CameraModel, forward_m: number, below_m: number): number {
  const cos = Math.cos(camera.pitch_rad);
  const sin = Math.sin(camera.pitch_rad);
  return (
    camera.centreRow_px -
    (camera.focal_px * (forward_m * sin - below_m * cos)) / (forward_m * cos + below_m * sin)
  );
}
