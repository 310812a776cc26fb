import type { BrainConfiguration } from '../../config/brain-configuration';
import { formatBrainEntry } from '../../config/brain-entry';
import type { Brain } from '../../types';
import { type OpenBrainOptions, openBrain } from './open-brain';
import { typicalStep } from './typical-step';
import { WorkerBrain } from './worker-brain';

/** A step this short may block the main thread: neither frames nor the watchdog are delayed noticeably. Passing a frame
 *  to another thread and back costs 0.2 to 1 ms on two busy cores. */
const SHORT_STEP_MS = 5;

/** The same where the world waits for the brain: only signals and timers wait too. A busy machine makes a short step look
 *  like a longer one. */
const PATIENT_STEP_MS = 50;

/**
 * Opens and warms up a brain that drives over topics: in this thread if it is one of ours with a short step, otherwise
 * in a thread of its own, where it may be slow or hang.
 */
export function openResponsiveBrain(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  return openWithin(SHORT_STEP_MS, configuration, options);
}

/** The same for a world that waits for the brain. */
export function openPatientBrain(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  return openWithin(PATIENT_STEP_MS, configuration, options);
}

/** @param longest_ms step of a brain that is opened in this thread */
async function openWithin(
  longest_ms: number,
  configuration: BrainConfiguration,
  options: OpenBrainOptions,
): Promise<Brain> {
  if (configuration.kind.type !== 'module') {
    const brain = await openWarm(configuration, options);
    if ((typicalStep(brain) ?? 0) <= longest_ms) return brain;
    await brain.close();
  }
  return openApart(configuration, options);
}

/** Opening a session blocks the thread; a longer one would delay the active brain. */
const SHORT_OPENING_MS = 40;

/**
 * The same while another brain drives in this thread: the new one is opened and warmed up in a thread of its own first.
 * If that shows that it opens fast and has a short step, it is opened again in this thread.
 */
export async function openBesideDriving(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  const apart = await openApart(configuration, options);
  const isOurs = configuration.kind.type !== 'module';
  const short = (apart.typicalStep_ms ?? 0) <= SHORT_STEP_MS && apart.opening_ms <= SHORT_OPENING_MS;
  if (!isOurs || !short) return apart;
  try {
    return await openWarm(configuration, options);
  } finally {
    await apart.close();
  }
}

async function openWarm(configuration: BrainConfiguration, options: OpenBrainOptions): Promise<Brain> {
  const brain = await openBrain(configuration, options);
  try {
    await brain.warmUp();
  } catch (error) {
    await brain.close();
    throw error;
  }
  return brain;
}

/** The thread reads the brain's file again: a configuration does not cross to another thread. */
function openApart(
  { file, entry, name, model, camera, compensation }: BrainConfiguration,
  options: OpenBrainOptions,
): Promise<WorkerBrain> {
  const chosen = { camera, compensation };
  return WorkerBrain.open({
    ...{ brainFile: formatBrainEntry({ file, entry: entry ?? null }), name, chosen },
    ...(model === undefined ? {} : { model }),
    ...options,
  });
}
