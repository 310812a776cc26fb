import type { EndReason } from '../measure/metrics/run-metrics';

const WORDS: Partial<Record<EndReason, string>> = {
  trapped: 'the car is trapped',
  pitched_over: 'the car pitched over',
  gave_up: 'the brain gave up',
  brain_failed: 'the brain failed on every frame',
};

/** How a brain failed that had answered before, or for long: it says of itself how often. */
const STREAK = /^failed on (\d+) frames in a row, ([\d.]+ s of simulated time); /;

/** What is said of laps that had to end; null where nothing has to be said.
 *  @param detail what kept the car
 *  @param standstill_s as the run was given it */
export function lastLineOf(
  because: EndReason | null,
  detail: string | null,
  standstill_s: number | null,
): string | null {
  if (because === null || detail === null) return null;
  if (because === 'brain_failed' && STREAK.test(detail)) {
    const streak = detail.replace(STREAK, 'of the last $2, $1 in a row; ');
    return `the brain failed on every frame ${streak}; its laps end`;
  }
  const what = WORDS[because];
  if (what !== undefined) return `${what}: ${detail}; its laps end`;
  return `the car made no progress for ${standstill_s} s (${detail}); its laps end`;
}
