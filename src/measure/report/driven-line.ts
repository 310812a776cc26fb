import type { Direction } from '../../circuit/direction';
import { ascending, lowerQuantile } from '../../support/statistics';
import type { Line } from '../metrics/line';
import type { TracePoint } from './trace';

/** A driven point with its place by the line. */
export interface DrivenPoint extends TracePoint {
  /** Way along the line since the start in driving direction, unwrapped, m. */
  readonly way_m: number;
  /** Distance from the line, left positive in driving direction, m. */
  readonly deviation_m: number;
}

/** Places a trace by the line, each point near the one before so that it cannot land on another stretch
 *  of road that passes close by. */
export function drivenLine(line: Line, trace: readonly TracePoint[], direction: Direction): DrivenPoint[] {
  const sign = direction === 'forward' ? 1 : -1;
  let s_m: number | undefined;
  let way_m = 0;
  return trace.map((point) => {
    const found = line.project(point.x_m, point.y_m, point.breaks ? undefined : s_m);
    if (point.breaks || s_m === undefined) {
      way_m = 0;
    } else {
      const change_m = found.s_m - s_m;
      way_m += sign * (change_m - line.length_m * Math.round(change_m / line.length_m));
    }
    s_m = found.s_m;
    return { ...point, way_m, deviation_m: sign * found.lateral_m };
  });
}

/** Largest deviation that the colours tell apart: 99% of the points lie below, in a round figure. */
export function deviationScale_m(points: readonly DrivenPoint[], ceiling: (value: number) => number): number {
  const sizes = ascending(points.map((point) => Math.abs(point.deviation_m)));
  return ceiling(Math.max(0.01, lowerQuantile(sizes, 0.99) ?? 0));
}
