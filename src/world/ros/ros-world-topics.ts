import { CLOCK_TOPIC } from '../../config/topics';
import type { RosNode } from '../../ros/transport';

/** Topics of the car. A remapping of `camera`, `odom` or `cmd_vel` on the command line takes precedence. */
export interface RosWorldTopics {
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage if the name ends in /compressed. */
  readonly camera: string;
  /** nav_msgs/Odometry. */
  readonly odometry: string;
  /** geometry_msgs/Twist. */
  readonly command: string;
  /** rosgraph_msgs/Clock. Default /clock. */
  readonly clock?: string;
}

/** gazebo_msgs/PerformanceMetrics, where Gazebo publishes them. */
export const PERFORMANCE_TOPIC = '/gazebo/performance_metrics';

/** Absolute names, with the node's remappings. */
export function resolveTopics(node: RosNode, topics: RosWorldTopics): Required<RosWorldTopics> {
  const pick = (alias: string, topic: string) => node.remapped(alias) ?? node.resolve(topic);
  return {
    camera: pick('camera', topics.camera),
    odometry: pick('odom', topics.odometry),
    command: pick('cmd_vel', topics.command),
    clock: node.resolve(topics.clock ?? CLOCK_TOPIC),
  };
}
