import type { Line } from '../line';

/** Points of a lap in driving order, as BehaviorMetrics records them: about 0.14 m apart, and closed by
 *  driving a little past the start. */
export interface PerfectLap {
  /** Where it comes from: a bag or a circuit. */
  readonly source: string;
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
}

/** Distance between the points of BehaviorMetrics' own perfect laps. */
const STEP_M = 0.14;

/** Points along a circuit's line from its start, in forward direction: the perfect lap of a world that has
 *  no recorded one. The last point lies one step before the first, as in theirs. */
export function perfectLapOfLine(line: Line, name: string): PerfectLap {
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
