import { ConfigurationError } from '../errors';
import { CAR_CAMERA_NAMES, CAR_CAMERAS, type CarCameraName } from './f1-car';
import { Section } from './section';

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
  section.allow(CAMERA_KEYS);
  const found: Record<string, number> = {};
  for (const key of CAMERA_KEYS) {
    if (section.has(key)) found[key] = section.number(key);
  }
  const settings: CameraSettings = found;
  const { height_m, x_m, y_m, pitch_rad, fov_rad } = settings;
  if (height_m !== undefined && height_m <= 0) {
    throw section.error(
      'height_m',
      `is ${height_m}: the lens would be under the road; write its height above the road`,
    );
  }
  if (height_m !== undefined && (height_m < 0.02 || height_m > 3)) {
    throw section.error(
      'height_m',
      `is ${height_m}; a camera that follows a line is from 0.02 to 3 m above the road`,
    );
  }
  if (x_m !== undefined && Math.abs(x_m) > 3)
    throw section.error('x_m', `is ${x_m}; write metres ahead of the car's centre, from -3 to 3`);
  if (y_m !== undefined && Math.abs(y_m) > 2)
    throw section.error('y_m', `is ${y_m}; write metres to the left of the car's centre, from -2 to 2`);
  if (fov_rad !== undefined && (fov_rad < FIELD_OF_VIEW_RAD.least || fov_rad > FIELD_OF_VIEW_RAD.most)) {
    throw section.error(
      'fov_rad',
      `is ${fov_rad}; write the horizontal field of view in radians, from 0.2 to 2.8 (F1 car: 1.57)`,
    );
  }
  if (pitch_rad !== undefined) checkPitch(section, pitch_rad, fov_rad ?? 1.57);
  return settings;
}

function checkPitch(section: Section, pitch_rad: number, fov_rad: number): void {
  if (pitch_rad >= Math.PI / 2) {
    throw section.error(
      'pitch_rad',
      `is ${pitch_rad}: the camera would look behind itself; write radians, positive with the nose down`,
    );
  }
  // Frames of 4:3: half of the vertical field of view.
  const lowest_rad = pitch_rad + Math.min(STEEPEST_UP_RAD, Math.atan(0.75 * Math.tan(fov_rad / 2)));
  if (lowest_rad < 0.1) {
    throw section.error(
      'pitch_rad',
      `is ${pitch_rad}: the camera would look at the sky; write radians, positive with the nose down`,
    );
  }
}

/**
 * Camera settings from one text: the name of a car's camera, or `height_m=0.3,x_m=0.25`.
 * @throws ConfigurationError
 */
export function parseCameraSettings(text: string, where: string): CameraSettings {
  const named = CAR_CAMERA_NAMES.find((name) => name === text.trim());
  if (named) return settingsOfCar(named);
  const values: Record<string, unknown> = {};
  for (const part of text.split(',')) {
    const [, key, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (key === undefined || value === undefined) {
      throw new ConfigurationError(
        `${where} is '${text}'; write ${CAR_CAMERA_NAMES.join(' or ')}, or values such as height_m=0.3,x_m=0.25`,
      );
    }
    values[key] = Number(value);
  }
  return readCameraSettings(new Section(values, where));
}

/** The settings of a car's camera, complete. */
export function settingsOfCar(name: CarCameraName): CameraSettings {
  const { height_m, forward_m, left_m, pitch_rad, focal_px, width } = CAR_CAMERAS[name];
  return { height_m, x_m: forward_m, y_m: left_m, pitch_rad, fov_rad: 2 * Math.atan(width / 2 / focal_px) };
}
