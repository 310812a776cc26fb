import type { Stopwatch } from '../types';

/** Starts a stopwatch of wall time. */
export function wallStopwatch(): Stopwatch {
  const from_ms = performance.now();
  return () => performance.now() - from_ms;
}
