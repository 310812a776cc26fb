import type { Messages } from '../messages/index';
import type { Stamp } from '../types';
import type { MessageListener, ParamValue } from './transport';

/** ROS time as one node knows it: simulated where /use_sim_time is true and a /clock has come, else wall time. */
export class RosClock {
  /** The latest /clock; null before the first, and in a node that does not subscribe to it. */
  #simulated: Stamp | null = null;
  #useSimTime = false;

  get useSimTime(): boolean {
    return this.#useSimTime;
  }

  /** @param useSimTime /use_sim_time; null, which a restarted master answers, keeps the clock that all nodes use
   *  since their start */
  setUp(useSimTime: ParamValue | null): void {
    if (useSimTime !== null) this.#useSimTime = useSimTime === true;
  }

  /** A listener of /clock that also sets this clock. */
  following<T>(listener: MessageListener<T>): MessageListener<T> {
    return (message, bytes, callerId) => {
      this.#simulated = (message as Messages['rosgraph_msgs/Clock']).clock;
      return listener(message, bytes, callerId);
    };
  }

  now(): Stamp {
    if (this.#useSimTime && this.#simulated !== null) return this.#simulated;
    const now_ms = Date.now();
    return { sec: Math.floor(now_ms / 1000), nsec: (now_ms % 1000) * 1_000_000 };
  }
}
