import type { RosNode } from '../../ros/transport';
import { CommandGuard } from './command-guard';

const CHECK_PERIOD_MS = 50;
const ZERO = { x: 0, y: 0, z: 0 };
const STOP = { linear: ZERO, angular: ZERO };

/** Sends a zero command to `topic` when no other node has commanded the car for `timeout_ms`.
 *  @returns a function that ends it */
export function guardCommands(node: RosNode, topic: string, timeout_ms: number): () => void {
  const commands = node.advertise(topic, 'geometry_msgs/Twist', {
    greeting: () => (guard.stopped ? STOP : null),
  });
  const guard: CommandGuard = new CommandGuard({
    timeout_ms,
    now_ms: () => performance.now(),
    stop: (silent_ms) => {
      commands.publish(STOP);
      node.logger.warn(`no command on ${topic} for ${Math.round(silent_ms)} ms: the car is stopped`);
    },
    drivenAgain: () => node.logger.info(`commands arrive on ${topic} again`),
  });
  node.subscribe(
    topic,
    'geometry_msgs/Twist',
    ({ linear, angular }) => guard.command({ v_mps: Math.hypot(linear.x, linear.y), w_radps: angular.z }),
    { othersOnly: true, lossIsReported: true },
  );
  const timer = setInterval(() => guard.check(), CHECK_PERIOD_MS);
  return () => clearInterval(timer);
}
