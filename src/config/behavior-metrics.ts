import { existsSync } from 'node:fs';
import path from 'node:path';
import { suggestion } from '../support/nearest';
import { GAZEBO_BRAIN_NAMES, gazeboBrain, otherRobot, otherRobotOfBrain } from './gazebo-brains';
import type { Section } from './section';

/** The brain that a `BrainPath` means here. */
export type BrainKind =
  | { readonly type: 'network' }
  | { readonly type: 'line_follower' }
  /** A user's own brain: a JavaScript or TypeScript module. */
  | { readonly type: 'module'; readonly file: string };

const BUILT_IN = ['network', 'line_follower'] as const;

/** The brain that a BrainPath means: a built-in name, one of BehaviorMetrics' Python brains, or a user's module. */
export function brainKind(brainPath: string, robot: Section, file: string, remarks: string[]): BrainKind {
  if (brainPath === 'network' || brainPath === 'line_follower') return { type: brainPath };
  const extension = path.extname(brainPath).toLowerCase();
  if (extension === '.py') return theirs(brainPath, robot, remarks);
  if (['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'].includes(extension)) {
    const module = path.resolve(path.dirname(file), brainPath);
    if (!existsSync(module)) throw robot.error('BrainPath', `is ${brainPath}, but ${module} does not exist`);
    return { type: 'module', file: module };
  }
  throw robot.error(
    'BrainPath',
    `is '${brainPath}'${suggestion(brainPath, BUILT_IN)}; it must be network, line_follower, ` +
      'a .js or .ts module of yours, or a brain of BehaviorMetrics',
  );
}

function theirs(brainPath: string, robot: Section, remarks: string[]): BrainKind {
  const known = gazeboBrain(brainPath);
  if (known === null) {
    const name = path.basename(brainPath, '.py');
    throw robot.error(
      'BrainPath',
      `is ${brainPath}, a Python brain that f1-brain does not know${suggestion(name, GAZEBO_BRAIN_NAMES)}; write it ` +
        'as a JavaScript or TypeScript module (docs/brains.md), or use BrainPath: network or line_follower',
    );
  }
  if (known.drivenBy === null) throw robot.error('BrainPath', `is ${brainPath}, ${known.reason}`);
  remarks.push(`BrainPath ${brainPath} ${known.remark}`);
  return { type: known.drivenBy };
}

/** Sensors and motors that BehaviorMetrics has in CARLA alone. */
const CARLA_DEVICES = [
  ['Sensors', 'BirdEyeView'],
  ['Sensors', 'Speedometer'],
  ['Actuators', 'CARLA_Motors'],
] as const;

/**
 * Refuses a file for another robot or simulator, before its other keys are looked at: most of them mean nothing here.
 * @throws ConfigurationError that names it
 */
export function refuseOtherRobots(robot: Section): void {
  const drives = 'f1-brain drives the Formula 1 car in Gazebo';
  const refuse = (key: string, value: string, other: string) => {
    throw robot.error(key, `is ${value}; ${drives}, and ${other} is not supported`);
  };
  const type = robot.raw('Type');
  if (typeof type === 'string' && type !== 'f1') {
    const other = otherRobot(type);
    if (other !== null) refuse('Type', `'${type}'`, other);
  }
  for (const brain of [robot.raw('BrainPath')].flat()) {
    const other = typeof brain === 'string' ? otherRobotOfBrain(brain) : null;
    if (other !== null) refuse('BrainPath', String(brain), other);
  }
  for (const [group, device] of CARLA_DEVICES) {
    const devices = robot.raw(group);
    if (typeof devices !== 'object' || devices === null || !(device in devices)) continue;
    throw robot.error(`${group}.${device}`, `is of the CARLA simulator, which is not supported; ${drives}`);
  }
  const environment = robot.raw('Environment');
  if (typeof environment === 'string' && otherRobot(environment) !== null)
    refuse('Environment', `'${environment}'`, otherRobot(environment)!);
}
