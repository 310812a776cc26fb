/** Before this share is done the rest cannot be estimated. */
const LEAST_SHARE = 0.02;

/** How long a job still takes, for a progress line: "2:05 left, ", or nothing while it cannot be estimated.
 *  @param share of the whole that is done, 0 to 1 */
export function formatTimeLeft(elapsed_ms: number, share: number): string {
  if (share < LEAST_SHARE) return '';
  const left_s = Math.round(((elapsed_ms / share) * (1 - share)) / 1000);
  const [hours, minutes, seconds] = [Math.floor(left_s / 3600), Math.floor(left_s / 60) % 60, left_s % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)} left, `;
}
