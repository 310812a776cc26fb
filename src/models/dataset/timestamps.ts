import { median } from '../../support/statistics';

/** Smallest plausible step between images: 250 Hz. */
const MIN_STEP_S = 0.004;
/** In milliseconds this is eleven days, longer than any run; in seconds it is the year 2001. */
const MIN_EPOCH_S = 1e9;

/**
 * Converts the timestamps of a file to seconds. The unit is detected: seconds, ROS nanoseconds, or milliseconds or
 * microseconds of the Unix epoch. For integers of simulated time, which starts at zero, the unit is the one in
 * which the median step is plausible for a camera.
 */
export function toSeconds(values: readonly (number | null)[]): (number | null)[] {
  const scale = detectScale(values.filter((value) => value !== null));
  return values.map((value) => (value === null ? null : value * scale));
}

function detectScale(values: readonly number[]): number {
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
  if (usual >= MIN_STEP_S * 1e9) return 1e-9;
  if (usual >= MIN_STEP_S * 1e6) return 1e-6;
  return usual >= MIN_STEP_S * 1e3 && largest < MIN_EPOCH_S ? 1e-3 : 1;
}
