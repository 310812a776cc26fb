import { median } from '../support/statistics';
import type { SeenPlace } from './seen-places';

/** The line beside the driven one, as the camera saw it. */
export interface SightedLine {
  /** Distance from the driven line at even places, left positive. */
  readonly aside_m: Float64Array;
  /** Share of the lap where the camera saw the line. */
  readonly coverage: number;
  /** Usual distance of what one frame shows from the result. */
  readonly scatter_m: number;
}

const STATION_M = 0.25;
const SIGMA_M = 0.4;
const REACH = Math.ceil((3 * SIGMA_M) / STATION_M);
/** Error of a place that is close, and what each metre adds to it. */
const NEAR_ERROR_M = 0.005;
const ERROR_PER_M = 0.01;
/** A piece of this length that no frame shows is bridged; on a longer one the line is the driven one. */
const BRIDGED_M = 5;
/** Rounds in which places far off the result lose their weight (J. W. Tukey's biweight). */
const ROUNDS = 3;
const LEAST_SCALE_M = 0.01;
/** Weight that a place needs: one close point of a frame. */
const LEAST_WEIGHT = 0.3 / NEAR_ERROR_M ** 2;

/** Fits the line to places of it by local regression along the lap; null where no frame shows it.
 *  @param length_m of the driven line */
export function fitSightedLine(places: readonly SeenPlace[], length_m: number): SightedLine | null {
  const count = Math.max(8, Math.round(length_m / STATION_M));
  const station_m = length_m / count;
  let trust: Float64Array = new Float64Array(places.length).fill(1);
  let fitted: Float64Array = new Float64Array(count);
  let scatter_m = 0;
  for (let round = 0; round < ROUNDS; round++) {
    fitted = regress(places, trust, count, station_m);
    const off_m = places.map(({ s_m, aside_m }) =>
      Math.abs(aside_m - fitted[Math.round(s_m / station_m) % count]!),
    );
    scatter_m = median(off_m.filter(Number.isFinite)) ?? 0;
    const widest_m = 6 * Math.max(LEAST_SCALE_M, scatter_m);
    trust = Float64Array.from(off_m, (off) => (off < widest_m ? (1 - (off / widest_m) ** 2) ** 2 : 0));
  }
  const seen = fitted.filter(Number.isFinite).length;
  if (seen === 0) return null;
  return { aside_m: bridge(fitted, station_m), coverage: seen / count, scatter_m };
}

/** Value at each station of the straight line that fits its neighbourhood best; NaN where no place is near. */
function regress(
  places: readonly SeenPlace[],
  trust: Float64Array,
  count: number,
  station_m: number,
): Float64Array {
  const [w0, w1, w2, y0, y1] = Array.from({ length: 5 }, () => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [i, { s_m, aside_m, distance_m }] of places.entries()) {
    const error_m = NEAR_ERROR_M + ERROR_PER_M * Math.max(0, distance_m - 0.6);
    const near = Math.round(s_m / station_m);
    for (let k = near - REACH; k <= near + REACH; k++) {
      const u = (s_m - k * station_m) / SIGMA_M;
      const weight = (trust[i]! * Math.exp(-0.5 * u * u)) / error_m ** 2;
      const j = (k + count) % count;
      w0[j]! += weight;
      w1[j]! += weight * u;
      w2[j]! += weight * u * u;
      y0[j]! += weight * aside_m;
      y1[j]! += weight * u * aside_m;
    }
  }
  return w0.map((weight, j) => {
    if (weight < LEAST_WEIGHT) return Number.NaN;
    // Towards a constant where the places lie on one side only.
    const spread = w2[j]! + 0.05 * weight;
    return (spread * y0[j]! - w1[j]! * y1[j]!) / (spread * weight - w1[j]! ** 2);
  });
}

/** Fills what no frame shows: straight across short pieces, and with the driven line on long ones. */
function bridge(fitted: Float64Array, station_m: number): Float64Array {
  const n = fitted.length;
  const filled = Float64Array.from(fitted);
  for (let i = 0; i < n; i++) {
    if (Number.isFinite(fitted[i]!)) continue;
    const [before, after] = [nearestSeen(fitted, i, -1), nearestSeen(fitted, i, 1)];
    const [a_m, b_m] = [before.steps * station_m, after.steps * station_m];
    const [a, b] = [fitted[before.index]!, fitted[after.index]!];
    filled[i] =
      a_m + b_m <= BRIDGED_M
        ? (a * b_m + b * a_m) / (a_m + b_m)
        : a * Math.max(0, 1 - a_m / BRIDGED_M) + b * Math.max(0, 1 - b_m / BRIDGED_M);
  }
  return filled;
}

function nearestSeen(fitted: Float64Array, from: number, sign: 1 | -1): { index: number; steps: number } {
  const n = fitted.length;
  let steps = 1;
  while (steps < n && !Number.isFinite(fitted[(from + sign * steps + n * 2) % n]!)) steps++;
  return { index: (from + sign * steps + n * 2) % n, steps };
}
