// Loaded before a process under test (node --require), in its main thread and its workers: each writes to file descriptor
// 3, a JSON line every few seconds, what only it knows.
import { writeSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { threadId } from 'node:worker_threads';

/** One line of the probe; bytes. */
export interface ThreadReport {
  readonly threadId: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly loop_p99_ms: number;
}

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const timer = setInterval(
  () => {
    const { heapUsed, external } = process.memoryUsage();
    const report: ThreadReport = {
      threadId,
      heapUsed,
      external,
      loop_p99_ms: delay.percentile(99) / 1e6,
    };
    delay.reset();
    try {
      writeSync(3, `${JSON.stringify(report)}\n`);
    } catch {
      // The reader is gone.
      clearInterval(timer);
    }
  },
  Number(process.env.SOAK_PERIOD_MS ?? 5000),
);
timer.unref();
