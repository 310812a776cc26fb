import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { REST_HEIGHT_M, REST_PITCH_RAD } from '../../src/config/f1-car';

/** Images per second that an eye sends: few, since they travel as text. */
const EYE_RATE_HZ = 4;

export interface CarPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

/** A car's pose and the velocity that it is thrown with, in the world's axes. */
export interface Throw extends CarPose {
  readonly vx_mps: number;
  readonly vy_mps: number;
}

/** A copy of a world with the car's camera at every pose, as the models eye_0, eye_1, ... */
export function withEyes(world: string, poses: readonly CarPose[]): string {
  const car = path.join(path.dirname(world), '..', 'models', 'f1_brain_car', 'model.sdf');
  const sensor = /<sensor[\s\S]*?<\/sensor>/
    .exec(readFileSync(car, 'utf8'))?.[0]
    .replace(/<plugin[\s\S]*?<\/plugin>/, '')
    .replace(/<update_rate>.*<\/update_rate>/, `<update_rate>${EYE_RATE_HZ}</update_rate>`);
  if (sensor === undefined) throw new Error(`${car}: no sensor`);
  const eyes = poses.map(
    (pose, i) =>
      `<model name="eye_${i}"><static>true</static><pose>${restingPose(pose)}</pose>` +
      `<link name="body">${sensor}</link></model>`,
  );
  return writeCopy(world, 'eyes', eyes);
}

/** The topic of an eye's images. */
export function eyeTopic(i: number): string {
  return `/gazebo/default/eye_${i}/body/cameraL/image`;
}

/** A copy of a world with more cars, push_0, push_1, ..., each thrown with a velocity of its own. */
export function withThrownCars(world: string, throws: readonly Throw[]): string {
  const cars = throws.map(
    (one, i) =>
      `<include><uri>model://f1_brain_car</uri><name>push_${i}</name><pose>${restingPose(one)}</pose>` +
      '<plugin name="throw" filename="libInitialVelocityPlugin.so">' +
      `<linear>${numbers([one.vx_mps, one.vy_mps, 0])}</linear></plugin></include>`,
  );
  return writeCopy(world, 'thrown', cars);
}

/** How a car lies at rest. */
function restingPose({ x_m, y_m, yaw_rad }: CarPose): string {
  return numbers([x_m, y_m, REST_HEIGHT_M, 0, REST_PITCH_RAD, yaw_rad]);
}

function numbers(values: readonly number[]): string {
  return values.map((value) => value.toFixed(6)).join(' ');
}

function writeCopy(world: string, ending: string, extras: readonly string[]): string {
  const copy = world.replace(/\.world$/, `.${ending}.world`);
  writeFileSync(copy, readFileSync(world, 'utf8').replace('</world>', `${extras.join('\n')}\n</world>`));
  return copy;
}
