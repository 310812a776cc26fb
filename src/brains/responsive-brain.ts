import type { BrainConfiguration } from '../config/brain-file';
import type { Brain } from '../types';
import { DisturbedBrain } from './disturbed-brain';
import { NetworkBrain } from './network';
import { type OpenBrainOptions, openBrain } from './open-brain';
import { WorkerBrain } from './worker-brain';

/** A step this short may block the thread of the topics: neither frames nor the watchdog notice. Handing a
 *  frame to another thread and back costs a fifth to a whole millisecond on two busy cores. */
const SHORT_STEP_MS = 5;

/**
 * Opens and warms up a brain that drives over topics: in this thread when it is our own and its step is
 * short, else in a thread of its own, where it may be slow, hang or be a user's.
 */
export async function openResponsiveBrain(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  if (configuration.kind.type !== 'module') {
    const brain = await openBrain(configuration, options);
    await brain.warmUp();
    const timed = brain instanceof NetworkBrain || brain instanceof DisturbedBrain;
    if (!timed || brain.typicalStep_ms <= SHORT_STEP_MS) return brain;
    await brain.close();
  }
  return WorkerBrain.open({ brainFile: configuration.file, ...options });
}
