import { parentPort, workerData } from 'node:worker_threads';
import { readBrain } from '../../config/brain-file';
import { GaveUpError, messageOf } from '../../errors';
import { openBrain } from './open-brain';
import { typicalStep } from './typical-step';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages';

/** Entry of the brain's thread: opens and warms up the brain, then answers frames one by one. */
async function main(): Promise<void> {
  const port = parentPort!;
  const post = (message: FromWorker) => port.postMessage(message);
  const { brainFile, name: given, chosen, ...options } = workerData as WorkerStart;
  let brain: Awaited<ReturnType<typeof openBrain>>;
  let opening_ms: number;
  try {
    const start_ms = performance.now();
    // The thread that started this one has checked what the file says about the run.
    const configuration = readBrain(brainFile, {
      ...(options.imageTransform !== undefined && { imageTransform: options.imageTransform }),
      circuit: '',
      car: 'f1',
      ...(options.model !== undefined && { model: options.model }),
    });
    brain = await openBrain({ ...configuration, ...chosen, name: given ?? configuration.name }, options);
    opening_ms = performance.now() - start_ms;
    await brain.warmUp();
  } catch (error) {
    const errorName = error instanceof Error ? error.name : 'Error';
    post({ type: 'start_failure', errorName, message: messageOf(error) });
    return;
  }
  port.on('message', async (message: ToWorker) => {
    if (message.type === 'close') {
      await brain.close();
      post({ type: 'closed' });
      port.close();
      return;
    }
    try {
      if (message.type === 'look') {
        post({ type: 'image', image: (await brain.look?.()) ?? null });
        return;
      }
      const { pixels, bytes, type: _, ...format } = message;
      const data = new Uint8Array(pixels, 0, bytes);
      const output = await brain.decide({ ...format, data, arrival_ms: performance.now() });
      post({ type: 'command', ...output });
    } catch (error) {
      post({ type: 'failure', message: messageOf(error), gaveUp: error instanceof GaveUpError });
    }
  });
  const { name, model, provider } = brain;
  post({ type: 'ready', name, model, provider, typicalStep_ms: typicalStep(brain), opening_ms });
}

void main();
