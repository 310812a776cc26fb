import type { TwistMessage } from '../../messages/index';
import type { DeliveryListener, RosNode, RosPublisher } from '../../ros/transport';
import { type Command, STOP, type Stopwatch } from '../../types';

/** Commands that a car may have unread: stale ones are of no use to it. */
const QUEUE_SIZE = 20;

/** Publishes the commands of the car. While it is held, every command is a stop. */
export class CarCommands {
  readonly #publisher: RosPublisher<TwistMessage>;
  /** null before the first command. */
  #last: Command | null = null;
  /** Since the last command. */
  #age_ms: Stopwatch;
  readonly #stopwatch: () => Stopwatch;
  #held = false;

  /** @param stopwatch starts one of the time in which the car may have moved */
  constructor(node: RosNode, topic: string, stopwatch: () => Stopwatch) {
    this.#stopwatch = stopwatch;
    this.#age_ms = stopwatch();
    this.#publisher = node.advertise(topic, 'geometry_msgs/Twist', {
      queueSize: QUEUE_SIZE,
      finalMessage: twistOf(STOP),
      // A car that was not connected when it was stopped, or whose connection was cut, is stopped now.
      greeting: () => (this.#last !== null && isStop(this.#last) ? twistOf(STOP) : null),
    });
  }

  get subscribers(): number {
    return this.#publisher.subscribers;
  }

  /** Whether anybody but a guard receives the commands. */
  isHeardBeside(guard: string | null): boolean {
    return this.#publisher.hasSubscriberBeside(guard);
  }

  get held(): boolean {
    return this.#held;
  }

  /** How long the car has moved on the latest command; null after a zero command and before the first. */
  movingFor_ms(): number | null {
    return this.#last === null || isStop(this.#last) ? null : this.#age_ms();
  }

  onDelivery(listener: DeliveryListener): void {
    this.#publisher.onDelivery(listener);
  }

  /** @returns what was sent */
  send(command: Command): TwistMessage {
    this.#last = this.#held ? STOP : command;
    this.#age_ms = this.#stopwatch();
    const twist = twistOf(this.#last);
    this.#publisher.publish(twist);
    return twist;
  }

  /** Every command is a stop until `release`; the caller has sent one. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
  }
}

function isStop({ v_mps, w_radps }: Command): boolean {
  return v_mps === 0 && w_radps === 0;
}

function twistOf({ v_mps, w_radps }: Command): TwistMessage {
  return { linear: { x: v_mps, y: 0, z: 0 }, angular: { x: 0, y: 0, z: w_radps } };
}

/** Whether a command stops the car. */
export function isZeroTwist({ linear, angular }: TwistMessage): boolean {
  return linear.x === 0 && linear.y === 0 && angular.z === 0;
}
