import type { OdometryMessage, TwistMessage } from '../../src/messages/index';
import type { Stamp } from '../../src/types';
import { odometryOf, type PlaceOnPlane } from './drive-bag';

/** Odometry as Gazebo's planar_move publishes it: its twist is the step since the last message by the time between them,
 *  in the car's frame, also across a teleport. */
export class PlanarMove {
  #last: { readonly place: PlaceOnPlane; readonly sim_s: number } | null = null;

  odometry(place: PlaceOnPlane, sim_s: number, stamp: Stamp): OdometryMessage {
    const last = this.#last ?? { place, sim_s: sim_s - 0.051 };
    this.#last = { place, sim_s };
    const step_s = sim_s - last.sim_s;
    const { x_m, y_m, yaw_rad } = place;
    const [dx, dy] = [(x_m - last.place.x_m) / step_s, (y_m - last.place.y_m) / step_s];
    const turned_rad = Math.atan2(
      Math.sin(yaw_rad - last.place.yaw_rad),
      Math.cos(yaw_rad - last.place.yaw_rad),
    );
    const message = odometryOf({ ...place, v_mps: 0 }, stamp);
    const twist: TwistMessage = {
      linear: {
        x: Math.cos(yaw_rad) * dx + Math.sin(yaw_rad) * dy,
        y: Math.cos(yaw_rad) * dy - Math.sin(yaw_rad) * dx,
        z: 0,
      },
      angular: { x: 0, y: 0, z: turned_rad / step_s },
    };
    return { ...message, twist: { ...message.twist, twist } };
  }
}
