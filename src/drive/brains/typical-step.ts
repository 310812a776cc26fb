import type { Brain } from '../../types';
import { DisturbedBrain } from './disturbed-brain';
import { NetworkBrain } from './network';

/** Median step at the end of the warm-up, ms; null for brains that are not timed: our own without a network, which
 *  are short, and a user's. */
export function typicalStep(brain: Brain): number | null {
  const timed = brain instanceof NetworkBrain || brain instanceof DisturbedBrain;
  return timed ? brain.typicalStep_ms : null;
}
