import type { Brain, Command, Decision, Frame, Pose } from '../types';

/** Where the drive reports. Called in the thread of the drive: nothing here may throw or take long. */
export interface DriveObserver {
  /** Every frame that the world delivers, also while the car is paused. Called once the drive has it: a brain in
   *  this thread may already be working on it.
   *  @param frame its data hold until this returns */
  frame(frame: Frame): void;
  /** Called after the command has left.
   *  @param brain that decided
   *  @param frame that it decided on; its data hold until this returns */
  decision(decision: Decision, brain: Brain, frame: Frame): void;
  /** A command between two answers has left: on the course of the latest, or a stop where that is lost. */
  steered(command: Command): void;
  pose(pose: Pose): void;
  /** The drive itself stopped the car: called once until it drives on. */
  stopped(reason: string): void;
  drivingOn(): void;
  /** Called once for each new reason. */
  rejectedFrame(reason: string): void;
  /** The brain has given up and will not drive on by itself; told for every frame, after the car was stopped. */
  gaveUp(reason: string): void;
  /** The brain has failed on every frame for so long that it will not drive on; told for every further one.
   *  @param failure how often, for how long, and why first and last */
  keptFailing(failure: string): void;
  /** The brain hung and was restarted; it answers again. */
  brainRestarted(): void;
  /** The brain hangs and could not be restarted: the drive is over. */
  brainLost(reason: string): void;
}
