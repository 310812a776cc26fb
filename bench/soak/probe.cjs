// Loaded before a process under test (node --require): tells on file descriptor 3, a JSON line every few seconds,
// what only the process itself knows.
const { writeSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

const PERIOD_ms = Number(process.env.SOAK_PERIOD_MS ?? 5000);

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const tell = () => {
    const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
    const loop_p99_ms = delay.percentile(99) / 1e6;
    delay.reset();
    try {
      writeSync(3, `${JSON.stringify({ heapUsed, heapTotal, external, arrayBuffers, loop_p99_ms })}\n`);
    } catch {
      // Whoever listened is gone.
      clearInterval(timer);
    }
  };
  const timer = setInterval(tell, PERIOD_ms);
  timer.unref();
}
