import type { RecoverySettings } from '../../config/recovery';
import { GazeboControl } from '../../world/ros/gazebo-control';
import type { LockstepWorld } from '../../world/simulator/lockstep-world';
import type { RecoveryPort } from '../recovery';
import type { RosParts, SetupContext } from './setup';

/** By Gazebo's services; null where the settings want none. */
export function rosRecovery(
  { kind, limit }: RecoverySettings,
  parts: RosParts,
  context: Pick<SetupContext, 'log' | 'signal'>,
): RecoveryPort | null {
  return kind === 'none' ? null : { limit, putBack: rosPutBack(parts, context) };
}

/** Stops the car and moves it by Gazebo's services; resolves once odometry shows it there. */
export function rosPutBack(
  { node, world }: RosParts,
  { log, signal }: Pick<SetupContext, 'log' | 'signal'>,
): RecoveryPort['putBack'] {
  return async (pose) => {
    const control = new GazeboControl({ node, world, log, signal });
    world.expectTeleports(true);
    try {
      const there = pose ?? (await control.reset());
      if (pose !== null) await control.place(pose);
      await control.seenAt(there);
    } finally {
      world.expectTeleports(false);
    }
  };
}

/** In this process; null where the settings want none. */
export function lockstepRecovery(
  { kind, limit }: RecoverySettings,
  world: Pick<LockstepWorld, 'place'>,
): RecoveryPort | null {
  if (kind === 'none') return null;
  return { limit, putBack: async (pose) => world.place(pose ?? undefined) };
}
