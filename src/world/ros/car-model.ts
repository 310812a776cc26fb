import type { StartPose } from '../../circuit/circuit';
import { CAR_MODEL_NAME } from '../../config/f1-car';
import { WorldError } from '../../errors';
import { type PoseMessage, type QuaternionMessage, type TwistMessage, yawOf } from '../../messages/index';
import { wrapAngle } from '../../support/numbers';
import type { GazeboCalls } from './gazebo-calls';

/** The car's name in JdeRobot's worlds; some of the *_no_wall ones have another. */
const LIKELY_NAME = /f1|renault/i;
/** A model this near to where odometry sees the car is the car. */
const SAME_PLACE_M = 0.1;
const SAME_YAW_RAD = 0.05;
/** Cosine of the tilt beyond which a car is set upright. */
const UPRIGHT = 0.98;
const DROP_M = 0.05;

export interface ModelState {
  readonly pose: PoseMessage;
  readonly twist: TwistMessage;
}

/** State of a model in the world's frame; null where Gazebo does not say. */
export async function stateOf(calls: GazeboCalls, model: string): Promise<ModelState | null> {
  const state = await calls.tryCall('get_model_state', {
    model_name: model,
    relative_entity_name: 'world',
  });
  return state?.success === true ? state : null;
}

/**
 * Finds the car among the world's models: the one with a car's name (f1, renault), and where several or none
 * does, the one that is where odometry shows the car.
 * @param seen where odometry shows the car, stopped; null when it does not
 * @throws WorldError when several or no models qualify
 */
export async function findCar(calls: GazeboCalls, seen: StartPose | null): Promise<string> {
  const properties = await calls.tryCall('get_world_properties', {});
  // A simulator that cannot be asked may know the usual name.
  if (properties === null) return CAR_MODEL_NAME;
  const names = properties.model_names;
  const named = names.filter((name) => LIKELY_NAME.test(name));
  if (named.length === 1) return named[0]!;
  const there = await modelsAt(calls, named.length > 0 ? named : names, seen);
  if (there.length === 1) return there[0]!;
  if (there.length === 0 && named.includes(CAR_MODEL_NAME)) return CAR_MODEL_NAME;
  const models = names.length === 0 ? 'no models' : `the models ${names.join(', ')}`;
  throw new WorldError(
    `cannot tell which model is the car: the world has ${models}, and ` +
      `${there.length === 0 ? 'none is' : `${there.join(' and ')} are`} where odometry shows the car; ` +
      `name it ${CAR_MODEL_NAME}`,
  );
}

async function modelsAt(
  calls: GazeboCalls,
  names: readonly string[],
  seen: StartPose | null,
): Promise<string[]> {
  if (seen === null) return [];
  const found: string[] = [];
  for (const name of names) {
    const state = await stateOf(calls, name);
    if (state && isAt(placeOf(state.pose), seen, SAME_PLACE_M, SAME_YAW_RAD)) found.push(name);
  }
  return found;
}

export function isAt(one: StartPose, other: StartPose, within_m: number, within_rad: number): boolean {
  const turn = one.yaw_rad - other.yaw_rad;
  return (
    Math.hypot(one.x_m - other.x_m, one.y_m - other.y_m) <= within_m &&
    Math.abs(wrapAngle(turn)) <= within_rad
  );
}

/** A model's pose on the ground plane. */
export function placeOf({ position, orientation }: PoseMessage): StartPose {
  return { x_m: position.x, y_m: position.y, yaw_rad: yawOf(orientation) };
}

/** A pose moved to another place: height and tilt (a car at rest leans on its nose) stay, unless the car has turned
 *  over. */
export function movedTo(body: PoseMessage | null, place: StartPose): PoseMessage {
  const position = { x: place.x_m, y: place.y_m, z: body?.position.z ?? DROP_M };
  const upright = turned({ x: 0, y: 0, z: 0, w: 1 }, place.yaw_rad);
  if (body === null) return { position, orientation: upright };
  const { x, y } = body.orientation;
  const tilt = 1 - 2 * (x * x + y * y);
  if (!(tilt >= UPRIGHT)) return { position: { ...position, z: DROP_M }, orientation: upright };
  const by_rad = place.yaw_rad - yawOf(body.orientation);
  return { position, orientation: turned(body.orientation, by_rad) };
}

/** A rotation, then one about the world's z axis. */
function turned({ x, y, z, w }: QuaternionMessage, by_rad: number): QuaternionMessage {
  const [c, s] = [Math.cos(by_rad / 2), Math.sin(by_rad / 2)];
  return { x: c * x - s * y, y: c * y + s * x, z: c * z + s * w, w: c * w - s * z };
}
