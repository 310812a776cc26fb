import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Pictures a second that an eye sends: few, since they travel as text. */
const EYE_RATE = 4;

const numbers = (values) => values.map((value) => value.toFixed(6)).join(' ');

function writeCopy(world, ending, extras) {
  const copy = world.replace(/\.world$/, `.${ending}.world`);
  writeFileSync(copy, readFileSync(world, 'utf8').replace('</world>', `${extras.join('\n')}\n</world>`));
  return copy;
}

/** How a resting car lies: height of its origin and pitch. */
export const REST = { z_m: 0.0041, pitch_rad: 0.0104 };

/** A copy of a world with the car's camera at every pose, as the models eye_0, eye_1, ... */
export function withEyes(world, poses) {
  const car = path.join(path.dirname(world), '..', 'models', 'f1_brain_car', 'model.sdf');
  const sensor = /<sensor[\s\S]*?<\/sensor>/
    .exec(readFileSync(car, 'utf8'))[0]
    .replace(/<plugin[\s\S]*?<\/plugin>/, '')
    .replace(/<update_rate>.*<\/update_rate>/, `<update_rate>${EYE_RATE}</update_rate>`);
  const eyes = poses.map(({ x_m, y_m, yaw_rad }, i) => {
    const pose = numbers([x_m, y_m, REST.z_m, 0, REST.pitch_rad, yaw_rad]);
    return `<model name="eye_${i}"><static>true</static><pose>${pose}</pose><link name="body">${sensor}</link></model>`;
  });
  return writeCopy(world, 'eyes', eyes);
}

/** The topic of an eye's pictures. */
export const eyeTopic = (i) => `/gazebo/default/eye_${i}/body/cameraL/image`;

/** A copy of a world with more cars, push_0, push_1, ..., each thrown with a speed of its own. */
export function withThrownCars(world, throws) {
  const cars = throws.map(({ x_m, y_m, yaw_rad, vx_mps, vy_mps }, i) => {
    const pose = numbers([x_m, y_m, REST.z_m, 0, REST.pitch_rad, yaw_rad]);
    return (
      `<include><uri>model://f1_brain_car</uri><name>push_${i}</name><pose>${pose}</pose>` +
      `<plugin name="throw" filename="libInitialVelocityPlugin.so"><linear>${numbers([vx_mps, vy_mps, 0])}</linear>` +
      '</plugin></include>'
    );
  });
  return writeCopy(world, 'thrown', cars);
}
