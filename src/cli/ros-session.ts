import type { BrainConfiguration } from '../config/brain-file';
import { Drive } from '../drive';
import type { RosNode } from '../ros/node';
import type { Brain, World } from '../types';
import { RosWorld } from '../world/ros/ros-world';
import type { Recorder } from './recorder';

/** Time for the last zero Twist to leave through the sockets before they are closed. */
const FAREWELL_MS = 100;

export interface RosSession {
  readonly brain: Brain;
  readonly drive: Drive;
  /** Stops the car, lets the zero Twist leave, and closes brain and node. Safe to call twice. */
  close(): Promise<void>;
}

/** Wires a brain to the topics of a ROS node; the car does not move before `drive.engage()`. */
export async function startRosSession(
  node: RosNode,
  brain: Brain,
  configuration: BrainConfiguration,
  recorder: Recorder,
): Promise<RosSession> {
  const world: World = new RosWorld(node, configuration.topics);
  const drive = new Drive({
    world,
    brain,
    limits: configuration.limits,
    cycle_ms: configuration.cycle_ms,
    frameTimeout_ms: configuration.frameTimeout_ms,
    observer: recorder,
    realTime: true,
  });
  await world.start();
  const end = async () => {
    await drive.disengage();
    recorder.counts(drive.counts);
    await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
    await Promise.all([brain.close(), world.close()]);
    await node.shutdown();
  };
  let ending: Promise<void> | null = null;
  return {
    brain,
    drive,
    close: () => {
      ending ??= end();
      return ending;
    },
  };
}
