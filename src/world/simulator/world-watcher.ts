import type { Command, Frame, Pose } from '../../types';

/** Sees what happens in the built-in world over ROS. Called in the loop of the world, so that it must be quick. */
export interface WorldWatcher {
  /** Whether the next frame is drawn for it, even if nobody subscribes to the camera. */
  readonly wantsFrame: boolean;
  /** Its data is valid until the call returns. */
  frame(frame: Frame): void;
  /** As often as odometry is published. */
  pose(pose: Pose): void;
  /** Somebody's command; it holds until the next one. */
  command(command: Command): void;
}
