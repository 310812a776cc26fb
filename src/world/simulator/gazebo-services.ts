import { CAR_MODEL_NAME } from '../../config/f1-car';
import { type ModelStateMessage, type Services, yawOf } from '../../messages/index';
import type { RosNode } from '../../ros/transport';
import { modelPose, modelTwist } from './car-messages';
import type { Simulation } from './simulation';
import { stampOf } from './simulation';

/** Names of the world's frame. */
const WORLD_FRAMES = ['', 'world', 'map', '/map'];

/** What the services act on. */
export interface ServiceTarget {
  readonly simulation: Simulation;
  readonly circuitName: string;
  pause(): void;
  unpause(): void;
  /** Simulated time was set back. */
  timeWasReset(): void;
}

interface Outcome {
  readonly success: boolean;
  readonly status_message: string;
}

/** Offers Gazebo's services with Gazebo's behaviour: a reset does not stop the car, and reset_world does not set back the
 *  time. */
export function offerGazeboServices(node: RosNode, target: ServiceTarget): void {
  const { simulation, circuitName } = target;
  const empty = (action: () => void) => () => {
    action();
    return {};
  };
  node.advertiseService(
    '/gazebo/pause_physics',
    'std_srvs/Empty',
    empty(() => target.pause()),
  );
  node.advertiseService(
    '/gazebo/unpause_physics',
    'std_srvs/Empty',
    empty(() => target.unpause()),
  );
  node.advertiseService(
    '/gazebo/reset_world',
    'std_srvs/Empty',
    empty(() => simulation.resetPose()),
  );
  node.advertiseService(
    '/gazebo/reset_simulation',
    'std_srvs/Empty',
    empty(() => {
      simulation.resetPose();
      simulation.resetTime();
      target.timeWasReset();
    }),
  );
  let seq = 0;
  node.advertiseService('/gazebo/get_model_state', 'gazebo_msgs/GetModelState', (request) => {
    seq += 1;
    return modelState(simulation, request, seq);
  });
  node.advertiseService('/gazebo/set_model_state', 'gazebo_msgs/SetModelState', (request) =>
    setModelState(simulation, request.model_state),
  );
  node.advertiseService('/gazebo/get_world_properties', 'gazebo_msgs/GetWorldProperties', () => ({
    sim_time: simulation.time_ms / 1000,
    model_names: [circuitName, CAR_MODEL_NAME],
    rendering_enabled: true,
    success: true,
    status_message: 'GetWorldProperties: got properties',
  }));
  node.subscribe('/gazebo/set_model_state', 'gazebo_msgs/ModelState', (message) => {
    setModelState(simulation, message);
  });
}

function modelState(
  { car, time_ms }: Simulation,
  { model_name, relative_entity_name }: Services['gazebo_msgs/GetModelState']['request'],
  seq: number,
): Services['gazebo_msgs/GetModelState']['response'] {
  const { success, status_message } = checkModel('GetModelState', model_name, relative_entity_name);
  const zero = { x: 0, y: 0, z: 0 };
  return {
    header: { seq, stamp: stampOf(time_ms), frame_id: relative_entity_name },
    pose: success ? modelPose(car) : { position: zero, orientation: { ...zero, w: 0 } },
    twist: success ? modelTwist(car) : { linear: zero, angular: zero },
    success,
    status_message: success ? 'GetModelState: got properties' : status_message,
  };
}

/** Teleports the car. The twist has no effect: the planar-move plugin sets the velocities of its own command at the next
 *  step. */
export function setModelState(simulation: Simulation, state: ModelStateMessage): Outcome {
  const outcome = checkModel('SetModelState', state.model_name, state.reference_frame);
  if (!outcome.success) return outcome;
  const { position, orientation } = state.pose;
  const yaw_rad = yawOf(orientation);
  if (Number.isNaN(yaw_rad) || !Number.isFinite(position.x) || !Number.isFinite(position.y)) {
    return {
      success: false,
      status_message: 'SetModelState: the pose is not a pose (NaN or a zero quaternion)',
    };
  }
  simulation.car.place({ x_m: position.x, y_m: position.y, yaw_rad });
  return { success: true, status_message: 'SetModelState: set model state done' };
}

function checkModel(service: string, model: string, frame: string): Outcome {
  if (model !== CAR_MODEL_NAME) {
    return {
      success: false,
      status_message: `${service}: model [${model}] does not exist; the car is ${CAR_MODEL_NAME}`,
    };
  }
  if (!WORLD_FRAMES.includes(frame)) {
    return { success: false, status_message: `${service}: reference frame [${frame}] not found; use world` };
  }
  return { success: true, status_message: '' };
}
