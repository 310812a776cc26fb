import { median } from '../../support/statistics';

/** Camera steps in seconds: from 250 pictures a second to one in four seconds. */
const LEAST_STEP_S = 0.004;
/** As milliseconds eleven days, which no drive takes; as seconds the year 2001. */
const LEAST_EPOCH_S = 1e9;

/**
 * Timestamps as they stand in a file, in seconds: those of its own unit, nanoseconds of ROS, or of the Unix
 * epoch in milliseconds or microseconds. Whole numbers of simulated time, which begins at zero, show their unit in
 * the median step alone: the one in which a camera may have it.
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
  if (!values.every(Number.isInteger)) return 1;
  const steps = values
    .slice(1)
    .map((value, i) => value - values[i]!)
    .filter((step) => step > 0);
  const usual = median(steps) ?? 0;
  if (usual >= LEAST_STEP_S * 1e9) return 1e-9;
  if (usual >= LEAST_STEP_S * 1e6) return 1e-6;
  return usual >= LEAST_STEP_S * 1e3 && largest < LEAST_EPOCH_S ? 1e-3 : 1;
}
