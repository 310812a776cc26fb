import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';

/** Farther from the line than a car on the road: after a teleport the nearest stretch of road is another one. */
const ELSEWHERE_M = 3;
/** A car that starts so near before the start line has its first lap before it. */
const BEFORE_START_M = 10;
/** A reset of a car that had hardly started may put it this little farther on. */
const RESET_NOISE_M = 10;

/** A driven path along a line. */
export interface Distances {
  /** As `RecordedPose.distance_m`. */
  readonly distance_m: Float64Array;
  /** Left of the line positive in driving direction. */
  readonly deviation_m: Float64Array;
}

/** Places of a car as distance along a circuit and from its line.
 *  @param x_m,y_m equally long, in the order of time
 *  @param sim_s simulated times: where they run backwards the simulation was reset, which leads back along the circuit
 *    and never on */
export function measureAlong(
  circuit: Circuit,
  direction: Direction,
  x_m: Float64Array,
  y_m: Float64Array,
  sim_s?: Float64Array,
): Distances {
  const { length_m } = circuit;
  const sign = direction === 'forward' ? 1 : -1;
  const distance_m = new Float64Array(x_m.length);
  const deviation_m = new Float64Array(x_m.length);
  let before_m: number | null = null;
  let along_m = 0;
  for (let i = 0; i < x_m.length; i++) {
    const [x, y] = [x_m[i]!, y_m[i]!];
    const near = circuit.project(x, y, before_m ?? undefined);
    const { s_m, lateral_m } = Math.abs(near.lateral_m) > ELSEWHERE_M ? circuit.project(x, y) : near;
    if (before_m === null) along_m = firstDistance(sign * s_m, length_m);
    else {
      const change_m = sign * nearestChange(s_m - before_m, length_m);
      const isReset = sim_s !== undefined && sim_s[i]! < sim_s[i - 1]!;
      along_m += isReset && change_m > RESET_NOISE_M ? change_m - length_m : change_m;
    }
    before_m = s_m;
    distance_m[i] = along_m;
    deviation_m[i] = sign * lateral_m;
  }
  return { distance_m, deviation_m };
}

/** Places of a car as distance along its own path. */
export function measurePath(x_m: Float64Array, y_m: Float64Array): Float64Array {
  const distance_m = new Float64Array(x_m.length);
  for (let i = 1; i < x_m.length; i++)
    distance_m[i] = distance_m[i - 1]! + Math.hypot(x_m[i]! - x_m[i - 1]!, y_m[i]! - y_m[i - 1]!);
  return distance_m;
}

/** The first distance, from its place in the lap in driving direction. */
function firstDistance(place_m: number, length_m: number): number {
  const within_m = place_m - length_m * Math.floor(place_m / length_m);
  return length_m - within_m < BEFORE_START_M ? within_m - length_m : within_m;
}

function nearestChange(change_m: number, length_m: number): number {
  return change_m - length_m * Math.round(change_m / length_m);
}
