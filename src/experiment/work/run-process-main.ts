import '../../drive/inference/no-telemetry';
import { InterruptedError } from '../../errors';
import { END_SIGNALS, TERMINAL_SIGNALS } from '../../support/signals';
import { Audience } from './audience';
import { driveRun } from './drive-run';
import { type OnProgress, SimulatorLostError } from './driven';
import type { FromRunProcess, ToRunProcess } from './messages';

/** Entry of a process that drives runs, one after another, so that what it has loaded stays warm. */
function main(): void {
  let ending = new AbortController();
  const audience = new Audience();
  const send = (message: FromRunProcess) => {
    if (process.connected) process.send?.(message);
  };
  const memory_bytes = () => process.memoryUsage.rss();
  // Nobody wants the results of a process whose parent is gone.
  process.on('disconnect', () => process.exit(1));
  // A terminal sends its signals to all of its processes; the parent says what is to be done.
  for (const signal of END_SIGNALS) if (TERMINAL_SIGNALS.includes(signal)) process.on(signal, () => {});
  process.on('message', async (message: ToRunProcess) => {
    if (message.type === 'end') {
      ending.abort();
      return;
    }
    if (message.type === 'watch') {
      audience.watch(message.isWatched);
      return;
    }
    ending = new AbortController();
    const onProgress: OnProgress = (percent, simulated_s, track) =>
      send({ type: 'progress', percent, simulated_s, track, memory_bytes: memory_bytes() });
    const { signal } = ending;
    try {
      const result = await driveRun(message.run, message.folder, { signal, onProgress, audience });
      send({ type: 'result', result, memory_bytes: memory_bytes() });
    } catch (error) {
      if (error instanceof SimulatorLostError) send({ type: 'simulator_lost', why: error.message });
      else if (error instanceof InterruptedError) send({ type: 'ended' });
      else throw error;
    }
  });
  send({ type: 'ready' });
}

main();
