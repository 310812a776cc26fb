import path from 'node:path';
import { brainKind } from './behavior-metrics';
import { DEFAULT_FRAME_TIMEOUT_MS } from './brain-configuration';
import { readCamera } from './camera-settings';
import { type CarPreset, F1_CAR, openCar, readCarName } from './car-preset';
import { readCompensation } from './compensation';
import { readTopics } from './devices';
import type { GivenBeside } from './given-beside';
import { readLimits } from './limits';
import type { Problems } from './problems';
import type { Section } from './section';

export const ROBOT_KEYS = [
  'Sensors',
  'Actuators',
  'BrainPath',
  'PilotTimeCycle',
  'AsyncMode',
  'Environment',
  'Parameters',
  'Type',
  'Limits',
  'FrameTimeout',
  'Anticipate',
  'Compensation',
  'Camera',
  'Car',
];

/** What drives: `Robot` without its parameters. */
export function readRobot(
  robot: Section,
  file: string,
  given: GivenBeside,
  problems: Problems,
  remarks: string[],
) {
  const type = problems.attempt(() => robot.optionalString('Type'), null);
  problems.attempt(
    () => {
      if (type === null || type === 'f1') return;
      throw robot.error('Type', `is '${type}'; f1-brain drives the Formula 1 car (Type: f1)`);
    },
    null,
    'brain',
  );
  const brainPath = problems.attempt(() => robot.single('BrainPath'), null, 'brain');
  if (brainPath === null) checkEach(robot, file, problems);
  if (robot.has('AsyncMode')) remarks.push('AsyncMode has no effect');
  problems.attempt(() => checkEnvironment(robot), null, 'brain');
  const read = <T>(reader: () => T, otherwise: T) => problems.attempt(reader, otherwise);
  const car = read(() => carOf(robot, file, given), F1_CAR);
  const isGiven = given.car !== undefined;
  return {
    kind:
      brainPath === null
        ? null
        : problems.attempt(() => brainKind(brainPath, robot, file, remarks), null, 'brain'),
    brainPath: brainPath ?? '',
    robotType: type ?? 'f1',
    car,
    topics: readTopics(robot, { topics: car.topics, isGiven }, problems, remarks),
    cycle_ms: read(() => robot.optionalNumber('PilotTimeCycle', 0, 60000) ?? 0, 0),
    limits: read(() => readLimits(robot, car.limits), car.limits),
    frameTimeout_ms: read(
      () => robot.optionalNumber('FrameTimeout', 50, 60000) ?? DEFAULT_FRAME_TIMEOUT_MS,
      DEFAULT_FRAME_TIMEOUT_MS,
    ),
    camera: {
      ...car.cameraSettings,
      ...read(() => (robot.has('Camera') ? readCamera(robot, 'Camera') : {}), {}),
    },
    compensation: read(
      () => (robot.has('Compensation') ? readCompensation(robot, 'Compensation') : 'auto'),
      'auto' as const,
    ),
    preWake: read(() => robot.optionalBoolean('Anticipate') ?? true, true),
  };
}

/** The car that was named beside the file, else the file's `Car`, whose path is relative to the file. */
function carOf(robot: Section, file: string, { car }: GivenBeside): CarPreset {
  if (car !== undefined) return typeof car === 'string' ? openCar(car) : car;
  return robot.has('Car') ? openCar(readCarName(robot, 'Car'), path.dirname(file)) : F1_CAR;
}

/** Of a list of brains, those that would not drive by themselves either. */
function checkEach(robot: Section, file: string, problems: Problems): void {
  const brains = robot.raw('BrainPath');
  if (!Array.isArray(brains) || brains.length < 2) return;
  for (const brain of new Set<unknown>(brains)) {
    if (typeof brain === 'string') problems.attempt(() => brainKind(brain, robot, file, []), null, 'brain');
  }
}

function checkEnvironment(robot: Section): void {
  const environment = robot.optionalString('Environment');
  if (environment === null || environment.toLowerCase() === 'gazebo') return;
  throw robot.error('Environment', `is '${environment}', must be gazebo`);
}
