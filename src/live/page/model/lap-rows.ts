import type { Lap } from './page-state';
import { addSums, type PathPoint } from './path';

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

/** The table of laps. A row is computed once, when the path has come beyond the end of its lap: later its ends can no longer
 *  be told apart from the laps beside it. */
export class LapTable {
  readonly #rows = new WeakMap<Lap, LapRow>();

  /** Computes the rows that will not change any more. To be called whenever the path has grown. */
  settle(laps: readonly Lap[], path: readonly PathPoint[]): void {
    const newest_ms = path.at(-1)?.at_ms ?? Number.NEGATIVE_INFINITY;
    for (let i = laps.length - 1; i >= 0 && !this.#rows.has(laps[i]!); i--) {
      if (laps[i]!.end_ms < newest_ms) this.#rows.set(laps[i]!, buildRow(laps[i]!, path));
    }
  }

  /** The rows, newest first. @param path in order of time */
  list(laps: readonly Lap[], path: readonly PathPoint[]): LapRow[] {
    this.settle(laps, path);
    return laps.map((lap) => this.#rows.get(lap) ?? buildRow(lap, path)).reverse();
  }
}

function buildRow({ lap, seconds, begin_ms, end_ms }: Lap, path: readonly PathPoint[]): LapRow {
  const places = path.filter(({ at_ms }) => at_ms > begin_ms && at_ms <= end_ms);
  // The first lap begins when the car does, which may be long after the feed.
  const isWhole = places.length > 1 && (lap === 1 || places[0]!.at_ms <= begin_ms + TOLERANCE_ms);
  return { lap, seconds, ...measure(isWhole ? places : []) };
}

function measure(places: readonly PathPoint[]): Omit<LapRow, 'lap' | 'seconds'> {
  const [first, ...others] = places;
  if (first === undefined) return { averageSpeed_mps: null, deviationMean_m: null, deviationMax_m: null };
  const sums = others.reduce((sum, point) => addSums(sum, point.sums), first.sums);
  const { places: count, v_mps, deviations, deviation_m, largest_m } = sums;
  return {
    averageSpeed_mps: v_mps / count,
    deviationMean_m: deviations === 0 ? null : deviation_m / deviations,
    deviationMax_m: deviations === 0 ? null : largest_m,
  };
}
