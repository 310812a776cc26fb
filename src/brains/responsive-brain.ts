import type { BrainConfiguration } from '../config/brain-file';
import type { ProviderRequest } from '../inference/providers';
import type { Brain } from '../types';
import { NetworkBrain } from './network';
import { openBrain } from './open-brain';
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
  provider: ProviderRequest | undefined,
): Promise<Brain> {
  const options = provider === undefined ? {} : { provider };
  if (configuration.kind.type !== 'module') {
    const brain = await openBrain(configuration, options);
    await brain.warmUp();
    if (!(brain instanceof NetworkBrain) || brain.typicalStep_ms <= SHORT_STEP_MS) return brain;
    await brain.close();
  }
  return WorkerBrain.open({ brainFile: configuration.file, ...options });
}
