import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { wrapAngle } from '../../support/numbers';

/** Start pose of a lap; in reverse the same place, turned round. */
export function startPose(circuit: Circuit, direction: Direction): StartPose {
  const { x_m, y_m, yaw_rad } = circuit.start;
  return direction === 'forward'
    ? { x_m, y_m, yaw_rad }
    : { x_m, y_m, yaw_rad: wrapAngle(yaw_rad + Math.PI) };
}
