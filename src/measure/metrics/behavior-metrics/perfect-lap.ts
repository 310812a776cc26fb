import type { Line } from '../line';

/** Positions in driving order. */
export interface LapPoints {
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
}

/** Positions along a lap, as BehaviorMetrics records them: about 0.14 m apart, the last just before the first. */
export interface PerfectLap extends LapPoints {
  /** Name of the bag or circuit that it comes from. */
  readonly source: string;
}

/** Distance between the points of BehaviorMetrics' own perfect laps. */
const STEP_M = 0.14;

/** Samples a circuit's line from its start in forward direction, as the perfect lap of a circuit without a
 *  recorded one. */
export function samplePerfectLap(line: Line, name: string): PerfectLap {
  const count = Math.max(4, Math.round(line.length_m / STEP_M));
  const x_m = new Float64Array(count);
  const y_m = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const point = line.pointAt((i * line.length_m) / count);
    x_m[i] = point.x_m;
    y_m[i] = point.y_m;
  }
  return { source: name, x_m, y_m };
}
