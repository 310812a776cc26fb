// Loaded before a process under test (node --require), in its main thread and its workers: each tells on file descriptor
// 3, a JSON line every few seconds, what only it knows.
const { writeSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { threadId } = require('node:worker_threads');

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const timer = setInterval(
  () => {
    const { heapUsed, external } = process.memoryUsage();
    const loop_p99_ms = delay.percentile(99) / 1e6;
    delay.reset();
    try {
      writeSync(3, `${JSON.stringify({ threadId, heapUsed, external, loop_p99_ms })}\n`);
    } catch {
      // Whoever listened is gone.
      clearInterval(timer);
    }
  },
  Number(process.env.SOAK_PERIOD_MS ?? 5000),
);
timer.unref();
