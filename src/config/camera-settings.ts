import { CAR_CAMERA_NAMES, CAR_CAMERAS, type CarCameraName, HORIZONTAL_FIELD_OF_VIEW_RAD } from './f1-car';
import type { Section } from './section';

/** `Camera` of a brain's file: where the lens is on the car, and what it sees. What is absent is measured in the first
 *  frames, or taken from camera_info. */
export interface CameraSettings {
  /** Of the lens above the road. */
  readonly height_m?: number;
  /** Of the lens ahead of the car's centre. */
  readonly x_m?: number;
  /** Of the lens to the left of the car's centre. */
  readonly y_m?: number;
  /** Positive with the nose down. */
  readonly pitch_rad?: number;
  /** Horizontal field of view. */
  readonly fov_rad?: number;
}

export const CAMERA_KEYS = ['height_m', 'x_m', 'y_m', 'pitch_rad', 'fov_rad'] as const;

/** A narrower view shows no bend, and a pinhole camera has no wider one. */
export const FIELD_OF_VIEW_RAD = { least: 0.2, most: 2.8 } as const;
/** Frames are at most a little higher than wide, or much wider than high. */
const STEEPEST_UP_RAD = 0.7;

/**
 * Reads and checks camera settings.
 * @throws ConfigurationError that names the key and says what it may be
 */
export function readCameraSettings(section: Section): CameraSettings {
  return readCameraPlace(section.allow(CAMERA_KEYS));
}

/** The same of a section that may have other keys. */
export function readCameraPlace(section: Section): CameraSettings {
  const found: Record<string, number> = {};
  for (const key of CAMERA_KEYS) {
    if (section.has(key)) found[key] = section.number(key);
  }
  const wrong = complaintOf(found);
  if (wrong !== null) throw section.error(...wrong);
  return found;
}

/**
 * Camera settings under one key: the name of a car's camera, a text such as `height_m=0.3,x_m=0.25`, or a mapping.
 * @throws ConfigurationError
 */
export function readCamera(section: Section, key: string): CameraSettings {
  const given = section.raw(key);
  if (typeof given !== 'string') return readCameraSettings(section.section(key));
  const named = CAR_CAMERA_NAMES.find((name) => name === given.trim());
  if (named) return settingsOfCar(named);
  const values: Record<string, number> = {};
  for (const part of given.split(',')) {
    const [, name, value = Number.NaN] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const known = CAMERA_KEYS.find((setting) => setting === name);
    if (known === undefined || !Number.isFinite(Number(value))) {
      throw section.error(
        key,
        `is '${given}', must be ${CAR_CAMERA_NAMES.join(' or ')}, or values of ${CAMERA_KEYS.join(', ')}: ` +
          'height_m=0.3,x_m=0.25',
      );
    }
    values[known] = Number(value);
  }
  const wrong = complaintOf(values);
  if (wrong !== null) throw section.error(key, `has a ${wrong[0]} that ${wrong[1]}`);
  return values;
}

/** What is wrong with a camera: the key and why. */
function complaintOf({ height_m, x_m, y_m, pitch_rad, fov_rad }: CameraSettings): [string, string] | null {
  if (height_m !== undefined && height_m <= 0) {
    return ['height_m', `is ${height_m}: the lens would be under the road; write metres above the road`];
  }
  if (height_m !== undefined && (height_m < 0.02 || height_m > 3)) {
    return ['height_m', `is ${height_m}; write metres above the road, from 0.02 to 3`];
  }
  if (x_m !== undefined && Math.abs(x_m) > 3) {
    return ['x_m', `is ${x_m}; write metres ahead of the car's centre, from -3 to 3`];
  }
  if (y_m !== undefined && Math.abs(y_m) > 2) {
    return ['y_m', `is ${y_m}; write metres to the left of the car's centre, from -2 to 2`];
  }
  const { least, most } = FIELD_OF_VIEW_RAD;
  if (fov_rad !== undefined && (fov_rad < least || fov_rad > most)) {
    return [
      'fov_rad',
      `is ${fov_rad}; write the horizontal field of view in radians, from ${least} to ${most} (the F1 car's is 1.57)`,
    ];
  }
  return pitch_rad === undefined
    ? null
    : complaintOfPitch(pitch_rad, fov_rad ?? HORIZONTAL_FIELD_OF_VIEW_RAD);
}

function complaintOfPitch(pitch_rad: number, fov_rad: number): [string, string] | null {
  const unit = 'write radians, positive with the nose down';
  if (pitch_rad >= Math.PI / 2)
    return ['pitch_rad', `is ${pitch_rad}: the camera would look behind itself; ${unit}`];
  // Frames of 4:3: half of the vertical field of view.
  const lowest_rad = pitch_rad + Math.min(STEEPEST_UP_RAD, Math.atan(0.75 * Math.tan(fov_rad / 2)));
  return lowest_rad < 0.1
    ? ['pitch_rad', `is ${pitch_rad}: the camera would look at the sky; ${unit}`]
    : null;
}

/** The settings of a car's camera, complete. */
export function settingsOfCar(name: CarCameraName): CameraSettings {
  const { height_m, forward_m, left_m, pitch_rad, focal_px, width } = CAR_CAMERAS[name];
  return { height_m, x_m: forward_m, y_m: left_m, pitch_rad, fov_rad: 2 * Math.atan(width / 2 / focal_px) };
}
