import type { RunMetrics } from '../measure/metrics/run-metrics';
import type { FirstArrivals } from './first-arrivals';
import type { RecordedLap } from './recording';

/** The completed laps of a recording, as its metrics time them; one whose end the path does not show is left out.
 *  @param distance_m of every pose */
export function findLaps(
  metrics: RunMetrics | null,
  length_m: number,
  distance_m: Float64Array,
  arrivals: FirstArrivals,
): RecordedLap[] {
  const start_m = distance_m[0];
  if (metrics === null || start_m === undefined) return [];
  return metrics.lap_times_s.flatMap((seconds, i) => {
    const time_s = arrivals.timeAt(start_m + (i + 1) * length_m);
    return time_s === null ? [] : [{ lap: i + 1, seconds, time_s }];
  });
}
