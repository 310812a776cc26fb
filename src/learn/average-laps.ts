import { ClosedLine } from '../circuit/closed-line';
import { median } from '../support/statistics';
import type { DrivenLap } from './find-laps';
import { CURVE_STEP_M, lapCurve } from './lap-curve';
import { placeOnLine } from './place-on-line';
import { type EvenCurve, evenCurve, type Point, pointsOf, smoothClosed } from './smooth-curve';

export interface AveragedLaps {
  /** Middle of the laps, from the begin of the first one that was used. */
  readonly curve: EvenCurve;
  readonly used: readonly DrivenLap[];
  /** Why laps were left out, one reason each. */
  readonly leftOut: readonly string[];
  /** Distance of the laps from their middle; null for a single lap. */
  readonly deviationMean_m: number | null;
  readonly deviationMax_m: number | null;
}

/** A lap that is farther from the others leaves their road. */
const SAME_ROAD_M = 3;
const SAME_LENGTH_SHARE = 0.05;
const STATION_M = 0.25;
/** Where the middle one of several laps changes, the middle has an edge. */
const EDGE_SIGMA_M = 0.5;
/** The line through a curve of points 0.1 m apart needs every fifth. */
export const LINE_STRIDE = 5;

/** The middle of several laps: their median at each place, of two their mean. @param laps at least one */
export function averageLaps(laps: readonly DrivenLap[]): AveragedLaps {
  const curves = laps.map(lapCurve);
  const { reference, line, asides } = chooseReference(curves);
  const used = laps.filter((_, i) => typeof asides[i] !== 'string');
  const leftOut = asides.filter((aside) => typeof aside === 'string');
  const kept = asides.filter((aside) => typeof aside !== 'string');
  if (kept.length === 1) {
    return { curve: curves[reference]!, used, leftOut, deviationMean_m: null, deviationMax_m: null };
  }
  return { curve: shift(line, middleOf(kept, line)), used, leftOut, ...deviationOf(kept) };
}

interface Reference {
  /** Index of the lap. */
  readonly reference: number;
  readonly line: ClosedLine;
  /** The laps beside it, or why they are none of this circuit. */
  readonly asides: readonly (Float64Array | string)[];
}

/** The lap that the others are compared with: of middle length, unless most of them are of another circuit. */
function chooseReference(curves: readonly EvenCurve[]): Reference {
  const lengths_m = curves.map(({ x_m, step_m }) => x_m.length * step_m);
  const middle_m = median(lengths_m)!;
  const order = [...curves.keys()].sort(
    (a, b) => Math.abs(lengths_m[a]! - middle_m) - Math.abs(lengths_m[b]! - middle_m),
  );
  let best: Reference | null = null;
  for (const reference of order) {
    const line = new ClosedLine(pointsOf(curves[reference]!, LINE_STRIDE));
    const asides = curves.map((curve) => asideOf(curve, line));
    if (best === null || agreeing({ asides }) > agreeing(best)) best = { reference, line, asides };
    if (agreeing(best) > curves.length / 2) break;
  }
  return best!;
}

function agreeing({ asides }: Pick<Reference, 'asides'>): number {
  return asides.filter((aside) => typeof aside !== 'string').length;
}

/** The curve beside a line. @param aside_m distance from the line at even places, left positive */
export function shift(line: ClosedLine, aside_m: Float64Array): EvenCurve {
  const points = Array.from(aside_m, (left_m, i): Point => {
    const { x_m, y_m, heading_rad } = line.pointAt((i * line.length_m) / aside_m.length);
    return [x_m - left_m * Math.sin(heading_rad), y_m + left_m * Math.cos(heading_rad)];
  });
  return evenCurve(points, CURVE_STEP_M);
}

/** Distances of a lap from the line, at even places along it; or why it is no lap of this circuit. */
function asideOf(curve: EvenCurve, line: ClosedLine): Float64Array | string {
  const length_m = curve.x_m.length * curve.step_m;
  if (Math.abs(length_m / line.length_m - 1) > SAME_LENGTH_SHARE) {
    return `is ${length_m.toFixed(0)} m long, where others are ${line.length_m.toFixed(0)} m`;
  }
  const count = Math.round(line.length_m / STATION_M);
  const station_m = line.length_m / count;
  const aside_m = new Float64Array(count).fill(Number.NaN);
  const [x_m, y_m] = [curve.x_m[0]!, curve.y_m[0]!];
  const heading_rad = Math.atan2(curve.y_m[1]! - y_m, curve.x_m[1]! - x_m);
  let near = line.project(x_m, y_m, placeOnLine(line, { x_m, y_m, heading_rad }));
  for (let i = 1; i <= curve.x_m.length; i++) {
    const at = i % curve.x_m.length;
    const next = line.project(curve.x_m[at]!, curve.y_m[at]!, near.s_m);
    if (Math.abs(next.lateral_m) > SAME_ROAD_M) {
      return `leaves the road of the others at (${curve.x_m[at]!.toFixed(1)}, ${curve.y_m[at]!.toFixed(1)})`;
    }
    fill(aside_m, station_m, near, next, line.length_m);
    near = next;
  }
  return aside_m.some(Number.isNaN) ? 'does not follow the road of the others all the way' : aside_m;
}

interface Beside {
  readonly s_m: number;
  readonly lateral_m: number;
}

/** Sets the places between two points of a lap. */
function fill(aside_m: Float64Array, station_m: number, from: Beside, to: Beside, length_m: number): void {
  const step_m = to.s_m - from.s_m - length_m * Math.round((to.s_m - from.s_m) / length_m);
  if (step_m <= 0) return;
  const first = Math.ceil(from.s_m / station_m);
  for (let k = first; k * station_m <= from.s_m + step_m; k++) {
    const share = (k * station_m - from.s_m) / step_m;
    aside_m[k % aside_m.length] = from.lateral_m + share * (to.lateral_m - from.lateral_m);
  }
}

function middleOf(asides: readonly Float64Array[], line: ClosedLine): Float64Array {
  const middle_m = Float64Array.from(asides[0]!, (_, i) => median(asides.map((aside) => aside[i]!))!);
  return smoothClosed(middle_m, line.length_m / middle_m.length, EDGE_SIGMA_M);
}

function deviationOf(asides: readonly Float64Array[]) {
  let sum_m = 0;
  let most_m = 0;
  const count = asides[0]!.length;
  for (let i = 0; i < count; i++) {
    const middle_m = median(asides.map((aside) => aside[i]!))!;
    for (const aside of asides) {
      const off_m = Math.abs(aside[i]! - middle_m);
      sum_m += off_m;
      most_m = Math.max(most_m, off_m);
    }
  }
  return { deviationMean_m: sum_m / (count * asides.length), deviationMax_m: most_m };
}
