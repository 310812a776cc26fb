import type { Direction } from '../../circuit/direction';
import { ascending, lowerQuantile } from '../../support/statistics';
import type { Line } from '../metrics/line';
import type { TracePoint } from './trace';

/** A driven point with its position relative to the line. */
export interface DrivenPoint extends TracePoint {
  /** Unwrapped distance along the line since the start in driving direction, m. */
  readonly along_m: number;
  /** Distance from the line, left positive in driving direction, m. */
  readonly deviation_m: number;
}

/** Projects a trace onto the line, each point near the previous one, so that it cannot land on another section
 *  of the line that passes close by. */
export function projectTrace(line: Line, trace: readonly TracePoint[], direction: Direction): DrivenPoint[] {
  const sign = direction === 'forward' ? 1 : -1;
  let s_m: number | undefined;
  let along_m = 0;
  return trace.map((point) => {
    const found = line.project(point.x_m, point.y_m, point.breaks ? undefined : s_m);
    if (point.breaks || s_m === undefined) {
      along_m = 0;
    } else {
      const change_m = found.s_m - s_m;
      along_m += sign * (change_m - line.length_m * Math.round(change_m / line.length_m));
    }
    s_m = found.s_m;
    return { ...point, along_m, deviation_m: sign * found.lateral_m };
  });
}

/** Top of the colour scale, m: a round number that 99% of the deviations stay below. */
export function chooseScale_m(points: readonly DrivenPoint[], ceiling: (value: number) => number): number {
  const sizes = ascending(points.map((point) => Math.abs(point.deviation_m)));
  return ceiling(Math.max(0.01, lowerQuantile(sizes, 0.99) ?? 0));
}
