import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { BYTES_PER_PIXEL, type PixelEncoding } from '../types';
import { CAMERA_KEYS, type CameraSettings, readCameraPlace } from './camera-settings';
import { CAR_CAMERAS, type CameraModel, F1_CAMERA } from './f1-car';
import { DEFAULT_LIMITS, type Limits, readLimits } from './limits';
import { Section } from './section';
import { complaintOfTopic, F1_TOPICS, type Topics } from './topics';
import { readYamlFile } from './yaml-file';

/** A car: the topics that it is driven by, its camera, and the commands that it may get. */
export interface CarPreset {
  /** One of `CAR_NAMES`, or the name of its file without .yml. */
  readonly name: string;
  /** Absolute path of its file; null for one of `CAR_NAMES`. */
  readonly file: string | null;
  readonly topics: Topics;
  /** What the built-in world draws. */
  readonly camera: CameraModel;
  /** Of the images that the built-in world publishes; those of other worlds say theirs. */
  readonly encoding: PixelEncoding;
  /** What its file says of the camera's place; the line follower measures the rest. */
  readonly cameraSettings: CameraSettings;
  readonly limits: Limits;
}

/** The car of RoboticsAcademy's follow-line exercise for ROS 2, whose simulator names its topics by sensor and plugin. */
const ACADEMY_TOPICS: Topics = {
  camera: '/cam_f1_left/image_raw',
  odometry: '/odom',
  command: '/cmd_vel',
};

export const F1_CAR: CarPreset = Object.freeze({
  name: 'f1',
  file: null,
  topics: F1_TOPICS,
  camera: F1_CAMERA,
  encoding: 'rgb8',
  cameraSettings: {},
  limits: DEFAULT_LIMITS,
});

const CARS: readonly CarPreset[] = [
  F1_CAR,
  { ...F1_CAR, name: 'multicamera', camera: CAR_CAMERAS.multicamera },
  { ...F1_CAR, name: 'academy', topics: ACADEMY_TOPICS, encoding: 'bgr8' },
];
/** Cars that need no file. */
export const CAR_NAMES: readonly string[] = CARS.map(({ name }) => name);

/** By the roles that remappings have. */
const ROLES = { camera: 'camera', odom: 'odometry', cmd_vel: 'command' } as const;
type RoleName = keyof typeof ROLES;
const ROLE_NAMES = Object.keys(ROLES) as readonly RoleName[];
const ENCODINGS = Object.keys(BYTES_PER_PIXEL) as readonly PixelEncoding[];
/** Of images, in pixels. */
const SIZE = { least: 16, most: 2048 } as const;

/** Whether a car is named by its file. */
export function isCarFile(named: string): boolean {
  return /[/\\]|\.ya?ml$/i.test(named);
}

/** Checks that a key names a car that is here, or a file, which is not read yet.
 *  @throws ConfigurationError that names the key */
export function readCarName(section: Section, key: string): string {
  const named = section.string(key);
  if (isCarFile(named) || CAR_NAMES.includes(named)) return named;
  throw section.error(
    key,
    `is '${named}', must be ${CAR_NAMES.join(', ')} or the path of a YAML file${suggestion(named, CAR_NAMES)}`,
  );
}

/** The car of a name, or of a file.
 *  @param folder that paths are relative to
 *  @throws ConfigurationError */
export function openCar(named: string, folder = ''): CarPreset {
  const known = CARS.find(({ name }) => name === named);
  if (known) return known;
  if (isCarFile(named)) return readCarFile(path.resolve(folder, named));
  throw new ConfigurationError(
    `no car is called '${named}'${suggestion(named, CAR_NAMES)}; ` +
      `there are ${CAR_NAMES.join(', ')}, or give the path of a YAML file`,
  );
}

/** What a user is told of a car.
 *  @param topics where others take the place of its own */
export function describeCar(
  { name, topics: own, camera, encoding }: CarPreset,
  topics: Topics = own,
): string {
  return (
    `car ${name}: images ${topics.camera}, odometry ${topics.odometry}, commands ${topics.command}; ` +
    `${camera.width}x${camera.height} ${encoding} in the built-in world`
  );
}

/** A YAML file with the key `Car`. @throws ConfigurationError that names file and key */
function readCarFile(file: string): CarPreset {
  const root = new Section(readYamlFile(file, 'car'), file);
  if (!root.has('Car')) {
    const isBrain = root.has('Behaviors') ? "it is a brain's file" : 'it describes no car';
    throw root.error(
      'Car',
      `is missing: ${isBrain}; write Car: {Topics: {camera: /camera/image_raw}} (docs/cars.md)`,
    );
  }
  const name = path.basename(file).replace(/\.ya?ml$/i, '');
  // The name alone is in the records.
  if (CAR_NAMES.includes(name)) {
    throw root.error('Car', `has the name of a car that needs no file, ${name}: give the file another name`);
  }
  const car = root.allow(['Car']).section('Car').allow(['Extends', 'Topics', 'Camera', 'Limits']);
  const base = car.has('Extends') ? openCar(car.oneOf('Extends', CAR_NAMES)) : F1_CAR;
  const topics = readTopics(car, base.topics);
  return {
    name,
    file,
    topics,
    ...readCamera(car, topics, base),
    limits: readLimits(car, base.limits),
  };
}

function readTopics(car: Section, base: Topics): Topics {
  const section = car.optionalSection('Topics')?.allow(ROLE_NAMES);
  const names = ROLE_NAMES.map((role) => {
    const name = section?.optionalString(role) ?? base[ROLES[role]];
    const complaint = complaintOfTopic(name);
    if (complaint !== null) throw section!.error(role, complaint);
    return name;
  });
  names.forEach((name, i) => {
    const first = names.indexOf(name);
    if (first === i) return;
    throw section!.error(
      ROLE_NAMES[i]!,
      `is ${name}, as ${ROLE_NAMES[first]} is; each has a type of its own, so name two topics`,
    );
  });
  const [camera, odometry, command] = names as [string, string, string];
  return { camera, odometry, command };
}

function readCamera(
  car: Section,
  topics: Topics,
  base: CarPreset,
): Pick<CarPreset, 'camera' | 'encoding' | 'cameraSettings'> {
  const section = car.optionalSection('Camera')?.allow(['size', 'encoding', ...CAMERA_KEYS]);
  if (!section) return { camera: base.camera, encoding: base.encoding, cameraSettings: {} };
  if (section.has('encoding') && topics.camera.endsWith('/compressed')) {
    throw section.error(
      'encoding',
      `contradicts Car.Topics.camera, ${topics.camera}: compressed images have their own; leave one of them out`,
    );
  }
  const cameraSettings = readCameraPlace(section);
  return {
    camera: cameraOf(base.camera, cameraSettings, readSize(section)),
    encoding: section.has('encoding') ? section.oneOf('encoding', ENCODINGS) : base.encoding,
    cameraSettings,
  };
}

/** Width and height; null where the file says nothing. */
function readSize(section: Section): readonly [width: number, height: number] | null {
  if (!section.has('size')) return null;
  const [width, height] = section.numbers('size', 2);
  const isSize = [width, height].every(
    (side) => Number.isInteger(side) && side >= SIZE.least && side <= SIZE.most,
  );
  if (isSize && width % 4 === 0) return [width, height];
  throw section.error(
    'size',
    `is [${width}, ${height}]; write [width, height] in pixels, ${SIZE.least} to ${SIZE.most}, the width a multiple of 4`,
  );
}

function cameraOf(
  base: CameraModel,
  { x_m, y_m, height_m, pitch_rad, fov_rad }: CameraSettings,
  size: readonly [width: number, height: number] | null,
): CameraModel {
  const [width, height] = size ?? [base.width, base.height];
  const focal_px =
    fov_rad === undefined ? (base.focal_px * width) / base.width : width / 2 / Math.tan(fov_rad / 2);
  return {
    ...base,
    width,
    height,
    focal_px,
    centreColumn_px: (width - 1) / 2,
    centreRow_px: (height - 1) / 2,
    forward_m: x_m ?? base.forward_m,
    left_m: y_m ?? base.left_m,
    height_m: height_m ?? base.height_m,
    pitch_rad: pitch_rad ?? base.pitch_rad,
  };
}
