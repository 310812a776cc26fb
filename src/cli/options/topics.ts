import type { Command } from 'commander';
import type { MeasuredTopics } from '../../measure/metrics/measurement';

/** What the command line says of topics. */
export interface TopicOptions {
  odometryTopic?: string;
  clockTopic?: string;
  commandTopic?: string;
  decisionTopic?: string;
  cameraTopic?: string;
}

/** The options of every command that measures bags. */
export function addTopicOptions(command: Command): Command {
  return command
    .option('--odometry-topic <name>', 'nav_msgs/Odometry (default: /F1ROS/odom, or the only one)')
    .option('--clock-topic <name>', 'rosgraph_msgs/Clock (default: /clock, or the only one)')
    .option('--command-topic <name>', 'geometry_msgs/Twist (default: /F1ROS/cmd_vel, or the only one)')
    .option('--decision-topic <name>', 'f1_brain/Decision, or the same as JSON (default: the only one)')
    .option(
      '--camera-topic <name>',
      "camera whose frames are counted (default: the F1 car's, or the only one)",
    );
}

export function topicsOf(options: TopicOptions): MeasuredTopics {
  const given = {
    odometry: options.odometryTopic,
    clock: options.clockTopic,
    command: options.commandTopic,
    decision: options.decisionTopic,
    camera: options.cameraTopic,
  };
  return Object.fromEntries(Object.entries(given).filter(([, topic]) => topic !== undefined));
}
