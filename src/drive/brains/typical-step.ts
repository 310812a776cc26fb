import type { Brain } from '../../types';
import { CorruptedBrain } from './corrupted-brain';
import { NetworkBrain } from './network';

/** Median step time at the end of the warm-up, ms; null for brains that are not timed: our own without a network, which
 *  are fast, and users'. */
export function typicalStep(brain: Brain): number | null {
  const timed = brain instanceof NetworkBrain || brain instanceof CorruptedBrain;
  return timed ? brain.typicalStep_ms : null;
}
