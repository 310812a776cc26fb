import { mean } from '../../../support/statistics';
import type { Lap } from './page-state';
import type { PathPoint } from './path';

export interface LapRow {
  readonly lap: number;
  readonly seconds: number | null;
  /** Of the places that the page has of this lap; null where it has none from its beginning on. */
  readonly averageSpeed_mps: number | null;
  readonly deviationMean_m: number | null;
  readonly deviationMax_m: number | null;
}

/** The beginning of a lap counts as seen when a place is at most so much later. */
const TOLERANCE_ms = 1000;

/** Rows of the table of laps, newest first. @param path in order of time */
export function buildLapRows(laps: readonly Lap[], path: readonly PathPoint[]): LapRow[] {
  let next = 0;
  const rows = laps.map(({ lap, seconds, begin_ms, end_ms }) => {
    const places: PathPoint[] = [];
    for (; next < path.length && path[next]!.at_ms <= end_ms; next++) {
      if (path[next]!.at_ms >= begin_ms) places.push(path[next]!);
    }
    // The first lap begins when the car does, which may be long after the feed.
    const isWhole = places.length > 1 && (lap === 1 || places[0]!.at_ms <= begin_ms + TOLERANCE_ms);
    return { lap, seconds, ...measure(isWhole ? places : []) };
  });
  return rows.reverse();
}

function measure(places: readonly PathPoint[]): Omit<LapRow, 'lap' | 'seconds'> {
  const deviations = places.flatMap(({ deviation_m }) =>
    deviation_m === null ? [] : [Math.abs(deviation_m)],
  );
  return {
    averageSpeed_mps: mean(places.map(({ v_mps }) => v_mps)),
    deviationMean_m: mean(deviations),
    deviationMax_m: deviations.length === 0 ? null : Math.max(...deviations),
  };
}
