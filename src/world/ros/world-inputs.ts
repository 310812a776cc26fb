import type { OdometryMessage, TwistMessage } from '../../messages/index';
import type { PublisherListener, RosNode, RosSubscription } from '../../ros/transport';
import type { Stamp } from '../../types';
import type { MessageFeed } from './message-feed';
import { PERFORMANCE_TOPIC, type RosWorldTopics } from './ros-world-topics';

/** What a world hears besides its camera. `callerId` is the name of the node that sends, null when it did not give it;
 *  `at_ms` the monotonic clock. */
export interface InputListeners {
  odometry(message: OdometryMessage, callerId: string | null, at_ms: number): void;
  clock(clock: Stamp, callerId: string | null, at_ms: number): void;
  /** @param factor simulated by wall time, as Gazebo measures it */
  performance(factor: number, at_ms: number): void;
  /** Another node's command for the same car. */
  othersCommand(twist: TwistMessage, callerId: string | null, at_ms: number): void;
  readonly onOthersCommands: PublisherListener;
}

export interface InputOptions {
  readonly node: RosNode;
  readonly topics: Required<RosWorldTopics>;
  /** Is shown odometry and clock. */
  readonly feed: MessageFeed;
  readonly listeners: InputListeners;
}

/** Subscribes to odometry, clock, performance metrics and the commands of other nodes. */
export function subscribeToInputs(options: InputOptions): RosSubscription[] {
  const { node, topics, listeners } = options;
  const quiet = { lossIsReported: true };
  return [
    subscribeToOdometry(options),
    subscribeToClock(options),
    // Where nobody publishes it, it stays unconnected.
    node.subscribe(
      node.resolve(PERFORMANCE_TOPIC),
      'gazebo_msgs/PerformanceMetrics',
      ({ real_time_factor }) => listeners.performance(real_time_factor, performance.now()),
      quiet,
    ),
    // Other nodes that drive this car are noticed by what they send.
    node.subscribe(
      topics.command,
      'geometry_msgs/Twist',
      (twist, _data, callerId) => listeners.othersCommand(twist, callerId, performance.now()),
      { ...quiet, othersOnly: true, onPublisher: listeners.onOthersCommands },
    ),
  ];
}

function subscribeToOdometry({ node, topics, feed, listeners }: InputOptions): RosSubscription {
  const topic = topics.odometry;
  const type = 'nav_msgs/Odometry';
  return node.subscribe(
    topic,
    type,
    (message, data, callerId) => {
      const at_ms = performance.now();
      feed.show({ topic, type, data, callerId, at_ms });
      listeners.odometry(message, callerId, at_ms);
    },
    { lossIsReported: true },
  );
}

function subscribeToClock({ node, topics, feed, listeners }: InputOptions): RosSubscription {
  const topic = topics.clock;
  const type = 'rosgraph_msgs/Clock';
  return node.subscribe(
    topic,
    type,
    ({ clock }, data, callerId) => {
      const at_ms = performance.now();
      feed.clock(clock, callerId);
      feed.show({ topic, type, data, callerId, at_ms });
      listeners.clock(clock, callerId, at_ms);
    },
    { lossIsReported: true },
  );
}
