import { url as inspectorUrl } from 'node:inspector';
import { DECISION_JSON_SUFFIX } from '../../messages/index';
import type { RosNode } from '../../ros/transport';
import { RosWorld } from '../../world/ros/ros-world';
import { DriveGuard } from '../guard/drive-guard';
import type { OpenedBrain } from './opened-brain';
import type { Setup, SetupContext } from './setup';

export const DECISION_TOPIC = '~decision';
export const NODE_NAME = 'f1_brain';

/** The parts of a setup over ROS that depend on node and world only, not on who started the simulator.
 *  @param process whether a guard is started, only for nodes that other processes can reach, and whether the process is
 *    ended when its main thread hangs */
export function rosParts(
  node: RosNode,
  { topics }: OpenedBrain['configuration'],
  { resources, log, end }: SetupContext,
  { guarded, endHungProcess = false }: { readonly guarded: boolean; readonly endHungProcess?: boolean },
) {
  node.onShutdownRequested(({ reason }) => {
    log.info(`asked to end by ${reason}`);
    end('interrupted');
  });
  const world = new RosWorld(node, topics);
  resources.add(() => world.close());
  const guard = guarded ? guardOf(node, world) : null;
  resources.add(() => guard?.end());
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
    guard,
    // A debugger halts the process.
    endsHungProcess: guarded && endHungProcess && inspectorUrl() === undefined,
    holdTime: null,
  } as const satisfies Partial<Setup>;
}

function guardOf(node: RosNode, world: RosWorld): DriveGuard {
  const name = `${node.name}_guard`;
  world.guard = name;
  return new DriveGuard({
    name,
    masterUri: node.masterUri,
    host: new URL(node.uri).hostname,
    topic: world.topics.command,
    nodeUri: node.uri,
    log: node.logger,
    moving_ms: () => world.movingFor_ms(),
    onStopped: (reason) => world.incidents.happened('guard_stopped', `the guard stopped the car: ${reason}`),
  });
}
