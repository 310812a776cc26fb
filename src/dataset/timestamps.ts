/** Whole numbers that step by more than this count nanoseconds: no camera waits for eleven days. */
const LEAST_STEP_OF_NANOSECONDS = 1e6;

/**
 * Timestamps as they stand in a file, in seconds: those of its own unit, nanoseconds of ROS, or of the Unix
 * epoch in milliseconds or microseconds.
 */
export function secondsOf(values: readonly (number | null)[]): (number | null)[] {
  const scale = scaleOf(values.filter((value) => value !== null));
  return values.map((value) => (value === null ? null : value * scale));
}

function scaleOf(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest >= 1e17) return 1e-9;
  if (largest >= 1e14) return 1e-6;
  if (largest >= 1e11) return 1e-3;
  // Simulated time begins at zero: its nanoseconds show in the steps alone.
  if (!values.every(Number.isInteger)) return 1;
  const steps = values
    .slice(1)
    .map((value, i) => value - values[i]!)
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  const median = steps[Math.floor(steps.length / 2)] ?? 0;
  return median >= LEAST_STEP_OF_NANOSECONDS ? 1e-9 : 1;
}
