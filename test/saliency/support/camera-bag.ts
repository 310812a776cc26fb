import type { Circuit } from '../../../src/circuit/circuit';
import { encodeImage } from '../../../src/messages/index';
import type { Decision } from '../../../src/types';
import { beside, DriveBag, rosTime } from '../../helpers/drive-bag';
import { viewAt } from './world-view';

/** Of one image: when it was recorded, and where the car was. */
export interface Shot {
  readonly time_s: number;
  readonly s_m: number;
  readonly lateral_m: number;
}

/** A bag of a drive with an image and a pose at each shot; what was answered is v 10, w the number of the image.
 *  @param model in the metadata */
export function cameraBag(
  circuit: Circuit,
  shots: readonly Shot[],
  model: { readonly model: string; readonly model_sha256: string; readonly model_path: string } | null = null,
): Buffer {
  const bag = new DriveBag();
  const of = { brain: 'test brain', circuit: circuit.name, direction: 'forward', ...model };
  for (const [index, { time_s, s_m, lateral_m }] of shots.entries()) {
    const stamp = rosTime(time_s);
    bag.pose(beside(circuit, s_m, lateral_m), time_s);
    const { frame } = viewAt(circuit, s_m, lateral_m);
    const header = { seq: index, stamp, frame_id: 'camera' };
    const { width, height, step, encoding, data } = frame;
    const image = { header, width, height, step, encoding, is_bigendian: 0, data };
    bag.raw('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image', time_s, encodeImage(image));
    const decision: Decision = {
      sequence: index,
      stamp,
      command: { v_mps: 10, w_radps: index },
      waited_ms: 0,
      step_ms: 1,
      inference_ms: 1,
      sensor_to_actuator_ms: 1,
      left_ms: 1000 * time_s,
      sim_s: time_s,
      compensation: null,
    };
    bag.decisionJson(decision, time_s);
  }
  return bag.text('/metadata', { f1_brain: of }, shots.at(-1)!.time_s).bytes();
}
