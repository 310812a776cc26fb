/** Before this share is done the rest cannot be estimated. */
const LEAST_SHARE = 0.02;

/** How long a job still takes, whole seconds; null while it cannot be estimated.
 *  @param share of the whole that is done, 0 to 1 */
export function estimateLeft_s(elapsed_ms: number, share: number): number | null {
  return share < LEAST_SHARE ? null : Math.round(((elapsed_ms / share) * (1 - share)) / 1000);
}

/** How long a job still takes, for a progress line: "2:05 left, ", or nothing while it cannot be estimated.
 *  @param share of the whole that is done, 0 to 1 */
export function formatTimeLeft(elapsed_ms: number, share: number): string {
  const left_s = estimateLeft_s(elapsed_ms, share);
  return left_s === null ? '' : `${formatClock(left_s)} left, `;
}

/** A time as on a clock: 2:05, 1:02:05. */
export function formatClock(time_s: number): string {
  const [hours, minutes, seconds] = [Math.floor(time_s / 3600), Math.floor(time_s / 60) % 60, time_s % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}`;
}
