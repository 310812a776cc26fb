import type { CameraSettings } from '../../../config/camera-settings';
import {
  CAR_CAMERAS,
  type CameraModel,
  type CarCameraName,
  F1_CAMERA,
  LINE_HEIGHT_M,
} from '../../../config/f1-car';
import { median } from '../../../support/statistics';
import type { StripeFit } from './stripe-fit';

/** Where a camera is, as the line in one frame shows it. */
export interface MeasuredMount {
  readonly height_m: number;
  readonly pitch_rad: number;
  /** Of the lens from the line, where the car is; left positive. */
  readonly left_m: number;
}

export interface ChosenMount {
  /** A known car; null for another one. */
  readonly car: CarCameraName | null;
  readonly camera: CameraModel;
}

/** A measured height is this share of the true one for lines of 0.1 to 0.128 m, with room for bad frames. */
const HEIGHT_SHARES: Readonly<Record<CarCameraName, readonly [least: number, most: number]>> = {
  f1: [0.6, 1.3],
  multicamera: [0.75, 1.3],
};
const PITCH_TOLERANCE_RAD = 0.03;
/** A pitch that differs by less from a known car's is that car's. */
const PITCH_NOISE_RAD = 0.006;
/** A car farther from the line did not start on it. */
const START_OFF_M = 0.25;

/** The camera's place from a stripe's fit.
 *  @param optics of the frame that was fitted */
export function mountOf(
  fit: StripeFit,
  lineWidth_m: number,
  optics: { readonly focal_px: number; readonly centreRow_px: number },
): MeasuredMount {
  const pitch_rad = Math.atan((optics.centreRow_px - fit.horizon_px) / optics.focal_px);
  const above_m = (lineWidth_m / fit.width) * Math.cos(pitch_rad);
  return { height_m: above_m + LINE_HEIGHT_M, pitch_rad, left_m: -fit.left * above_m };
}

/** The known car whose camera was measured, or a camera of its own. Settings take precedence over both.
 *  @param optics the camera without its place */
export function chooseMount(
  measured: readonly MeasuredMount[],
  settings: CameraSettings,
  optics: CameraModel,
): ChosenMount {
  const middle = (key: keyof MeasuredMount) => median(measured.map((mount) => mount[key]))!;
  const [height_m, pitch_rad, left_m] = [middle('height_m'), middle('pitch_rad'), middle('left_m')];
  const car = carOf(height_m, pitch_rad, optics);
  if (car === 'f1') return { car, camera: place(optics, F1_CAMERA, settings) };
  if (car !== null) {
    const known = CAR_CAMERAS[car];
    const isNoise = Math.abs(pitch_rad - known.pitch_rad) < PITCH_NOISE_RAD;
    return { car, camera: place(optics, isNoise ? known : { ...known, pitch_rad }, settings) };
  }
  const onLine_m = Math.abs(left_m) < START_OFF_M ? left_m : 0;
  const forward_m = F1_CAMERA.forward_m;
  return { car, camera: place(optics, { height_m, pitch_rad, left_m: onLine_m, forward_m }, settings) };
}

function carOf(height_m: number, pitch_rad: number, optics: CameraModel): CarCameraName | null {
  for (const [name, [least, most]] of Object.entries(HEIGHT_SHARES)) {
    const known = CAR_CAMERAS[name as CarCameraName];
    const share = height_m / known.height_m;
    const isPlace = share > least && share < most;
    const isLevel = Math.abs(pitch_rad - known.pitch_rad) < PITCH_TOLERANCE_RAD;
    const isWide = Math.abs((optics.focal_px / optics.width) * (known.width / known.focal_px) - 1) < 0.05;
    if (isPlace && isLevel && isWide) return name as CarCameraName;
  }
  return null;
}

/** A camera of these optics at a place, with what the settings name in its stead. */
export function place(
  optics: CameraModel,
  mount: Pick<CameraModel, 'height_m' | 'pitch_rad' | 'left_m' | 'forward_m'>,
  { height_m, pitch_rad, x_m, y_m }: CameraSettings,
): CameraModel {
  return {
    ...optics,
    height_m: height_m ?? mount.height_m,
    pitch_rad: pitch_rad ?? mount.pitch_rad,
    forward_m: x_m ?? mount.forward_m,
    left_m: y_m ?? mount.left_m,
  };
}
