import { DECISION_JSON_SUFFIX } from '../../messages/index';
import type { RosNode } from '../../ros/transport';
import { RosWorld } from '../../world/ros/ros-world';
import type { OpenedBrain } from './opened-brain';
import type { Setup, SetupContext } from './setup';

export const DECISION_TOPIC = '~decision';
export const NODE_NAME = 'f1_brain';

/** What a setup over ROS has of its node and its world, whoever started the simulator. */
export function rosParts(
  node: RosNode,
  { topics }: OpenedBrain['configuration'],
  { resources, log, end }: SetupContext,
) {
  node.onShutdownRequested(({ reason }) => {
    log.info(`asked to end by ${reason}`);
    end('interrupted');
  });
  const world = new RosWorld(node, topics);
  resources.add(() => world.close());
  const decisionTopic = node.resolve(DECISION_TOPIC);
  return {
    kind: 'ros',
    world,
    realTime: true,
    nodeName: node.name,
    decisionTopic,
    recordTime: 'wall',
    facts: () => ({
      topics: { ...world.topics, decision: `${decisionTopic}${DECISION_JSON_SUFFIX}` },
      odometry_stamps: world.odometryStamps,
    }),
    ros: { node, world },
    holdTime: null,
  } as const satisfies Partial<Setup>;
}
