import type { Stamp } from '../types';

const origin_s = Math.floor(performance.timeOrigin / 1000);
const origin_ms = performance.timeOrigin - origin_s * 1000;

/** Wall time at a moment of the monotonic clock (performance.now()), to the microsecond. Differences between two
 *  stamps follow the monotonic clock, even if the wall clock is set in between. */
export function wallStamp(at_ms: number): Stamp {
  const total_ms = origin_ms + at_ms;
  const sec = Math.floor(total_ms / 1000);
  return { sec: origin_s + sec, nsec: Math.min(999_999_999, Math.round((total_ms - sec * 1000) * 1e6)) };
}
