/** Facts about JdeRobot's F1 car and its circuits, measured in Gazebo 11. Car frame: x ahead, y to the left, z up. */

/** Name of the car's model, and its frames. */
export const CAR_MODEL_NAME = 'f1_renault';
export const CAR_FRAME = 'xf1';
export const CAMERA_FRAME = 'camera_top_body_left';

/** How the body rests on the road: origin above it, nose a little down. */
export const REST_HEIGHT_M = 0.0041;
export const REST_PITCH_RAD = 0.0104;

/** The car's box, centred on the body's origin. */
export const CAR_SIZE_M = { length_m: 0.99, width_m: 0.36, height_m: 0.22 } as const;

const HALF_LENGTH_M = CAR_SIZE_M.length_m / 2;
const HALF_WIDTH_M = CAR_SIZE_M.width_m / 2;

/** Largest distance of a point of the box from its centre. */
export const CAR_REACH_M = Math.hypot(HALF_LENGTH_M, HALF_WIDTH_M);

/** Points of the box that can touch a wall: corners, and the middles of the sides for walls that bulge. */
export const CAR_OUTLINE: readonly (readonly [ahead_m: number, left_m: number])[] = [
  [HALF_LENGTH_M, HALF_WIDTH_M],
  [HALF_LENGTH_M, -HALF_WIDTH_M],
  [-HALF_LENGTH_M, HALF_WIDTH_M],
  [-HALF_LENGTH_M, -HALF_WIDTH_M],
  [HALF_LENGTH_M, 0],
  [-HALF_LENGTH_M, 0],
  [0, HALF_WIDTH_M],
  [0, -HALF_WIDTH_M],
];

/** Where a camera's lens is, in the frame of the car's point on the road. */
export interface CameraMount {
  readonly forward_m: number;
  readonly left_m: number;
  readonly height_m: number;
  /** Positive with the nose down. */
  readonly pitch_rad: number;
}

/** A pinhole camera fixed to the car. Image coordinates are pixel indices: the middle of the first pixel is 0. */
export interface CameraModel extends CameraMount {
  /** A multiple of 4. */
  readonly width: number;
  readonly height: number;
  /** Focal length, the same in both directions. */
  readonly focal_px: number;
  readonly centreColumn_px: number;
  readonly centreRow_px: number;
  readonly near_m: number;
  /** Only sky is visible beyond. */
  readonly far_m: number;
}

/** Of the camera: the focal length follows from it. */
export const HORIZONTAL_FIELD_OF_VIEW_RAD = 1.57;

/** Lens in the body's frame. Above the road it is at `F1_CAMERA.height_m`, since the nose is a little down. */
export const LENS_IN_BODY_M = { forward_m: 0.45, left_m: 0.04, up_m: 0.1 } as const;

/** The left camera. Its optical axis meets the middle of the image, which camera_info counts from 1. */
export const F1_CAMERA: CameraModel = Object.freeze({
  width: 640,
  height: 480,
  focal_px: 320.2549,
  centreColumn_px: 319.5,
  centreRow_px: 239.5,
  forward_m: LENS_IN_BODY_M.forward_m,
  left_m: LENS_IN_BODY_M.left_m,
  height_m: 0.0995,
  pitch_rad: REST_PITCH_RAD,
  near_m: 0.1,
  far_m: 15,
});

/** Left camera of the car with several cameras and a laser, which simple_circuit_no_wall carries. Its rest pitch was not
 *  measured: taken as level. */
export const MULTI_CAMERA: CameraModel = Object.freeze({
  ...F1_CAMERA,
  forward_m: 0.25,
  left_m: 0.08,
  height_m: 0.3,
  pitch_rad: 0,
  far_m: 30,
});

/** Cameras of the cars in JdeRobot's worlds, by the names that options take. */
export const CAR_CAMERAS: Readonly<Record<'f1' | 'multicamera', CameraModel>> = Object.freeze({
  f1: F1_CAMERA,
  multicamera: MULTI_CAMERA,
});
export type CarCameraName = keyof typeof CAR_CAMERAS;
export const CAR_CAMERA_NAMES = Object.freeze(Object.keys(CAR_CAMERAS)) as readonly CarCameraName[];

/** The red line is a sheet this far above the road. */
export const LINE_HEIGHT_M = 0.004;
