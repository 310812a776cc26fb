import { messageOf, WorldError } from '../../errors';
import type { Services, ServiceType } from '../../messages/index';
import type { RosNode } from '../../ros/transport';

/** Gazebo's services (http://docs.ros.org/en/noetic/api/gazebo_msgs), those that are called here. */
export interface GazeboServices {
  pause_physics: 'std_srvs/Empty';
  unpause_physics: 'std_srvs/Empty';
  reset_world: 'std_srvs/Empty';
  get_model_state: 'gazebo_msgs/GetModelState';
  set_model_state: 'gazebo_msgs/SetModelState';
  get_world_properties: 'gazebo_msgs/GetWorldProperties';
}

/** What a node must have to call services. */
export type Caller = Pick<RosNode, 'callService' | 'remapped'>;

const TYPES: { readonly [name in keyof GazeboServices]: GazeboServices[name] } = {
  pause_physics: 'std_srvs/Empty',
  unpause_physics: 'std_srvs/Empty',
  reset_world: 'std_srvs/Empty',
  get_model_state: 'gazebo_msgs/GetModelState',
  set_model_state: 'gazebo_msgs/SetModelState',
  get_world_properties: 'gazebo_msgs/GetWorldProperties',
};

/** How roscore and our master report a service that is not registered. */
const NO_PROVIDER = /no provider|nobody offers/;
const RETRY_MS = 200;

/**
 * Calls Gazebo's services under /gazebo. `gazebo:=/sim2/gazebo` on the command line puts another namespace in
 * its place, `/gazebo/reset_world:=/other/reset` another service.
 */
export class GazeboCalls {
  readonly namespace: string;
  readonly #node: Caller;

  constructor(node: Caller) {
    this.#node = node;
    this.namespace = node.remapped('gazebo') ?? '/gazebo';
  }

  /** @param purpose what cannot be done without it, for the message
   *  @param patience_ms for a service that nobody offers yet
   *  @throws WorldError in one line when the service is not there or fails */
  async call<N extends keyof GazeboServices>(
    name: N,
    request: Services[GazeboServices[N]]['request'],
    purpose: string,
    patience_ms = 0,
  ): Promise<Services[GazeboServices[N]]['response']> {
    const type: ServiceType = TYPES[name];
    const service = `${this.namespace}/${name}`;
    const until_ms = performance.now() + patience_ms;
    for (;;) {
      try {
        const answer = await this.#node.callService(service, type, request as never);
        return answer as Services[GazeboServices[N]]['response'];
      } catch (error) {
        const nobody = NO_PROVIDER.test(messageOf(error));
        if (!nobody || performance.now() >= until_ms) {
          const why = nobody ? `nobody offers the service ${service}` : messageOf(error);
          throw new WorldError(`${purpose}: ${why}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** The same, null when the service is not there or fails. */
  async tryCall<N extends keyof GazeboServices>(
    name: N,
    request: Services[GazeboServices[N]]['request'],
  ): Promise<Services[GazeboServices[N]]['response'] | null> {
    return this.call(name, request, '').catch(() => null);
  }
}
