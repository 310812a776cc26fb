import type { LinePoints } from '../shape';
import { cubicsThrough, valueAt } from '../spline';
import { distance, type Vector } from './plane';

/** Points at even distance round a closed outline. @param step_m about the distance, rounded so that the number of points can be
 *  divided by `divisor` */
export function evenPoints(outline: readonly Vector[], step_m: number, divisor: number): LinePoints {
  const pieces = outline.map((place, i) => distance(place, outline[(i + 1) % outline.length]!));
  const length_m = pieces.reduce((sum, piece) => sum + piece, 0);
  const count = divisor * Math.max(1, Math.round(length_m / step_m / divisor));
  const points = { x_m: new Float64Array(count), y_m: new Float64Array(count) };
  let [piece, passed_m] = [0, 0];
  for (let i = 0; i < count; i++) {
    const s_m = (i * length_m) / count;
    while (piece < pieces.length - 1 && passed_m + pieces[piece]! <= s_m) passed_m += pieces[piece++]!;
    const [from, to] = [outline[piece]!, outline[(piece + 1) % outline.length]!];
    const share = pieces[piece]! === 0 ? 0 : (s_m - passed_m) / pieces[piece]!;
    points.x_m[i] = from[0] + share * (to[0] - from[0]);
    points.y_m[i] = from[1] + share * (to[1] - from[1]);
  }
  return points;
}

const ROUNDS = 3;

/** Means of the neighbours, three times: the curvature, which jumps where a straight meets an arc, becomes smooth.
 *  @param reach neighbours on either side */
export function smoothPoints({ x_m, y_m }: LinePoints, reach: number): LinePoints {
  return { x_m: smoothValues(x_m, reach), y_m: smoothValues(y_m, reach) };
}

function smoothValues(values: Float64Array, reach: number): Float64Array {
  const count = values.length;
  let smooth = values;
  for (let round = 0; round < ROUNDS; round++) {
    const from = smooth;
    smooth = from.map((_, i) => {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) sum += from[(i + k + count) % count]!;
      return sum / (2 * reach + 1);
    });
  }
  return smooth;
}

/** Every n-th point, from the first. @param stride divides the number of points */
export function everyPoint({ x_m, y_m }: LinePoints, stride: number): LinePoints {
  const isKept = (_: number, i: number) => i % stride === 0;
  return { x_m: x_m.filter(isKept), y_m: y_m.filter(isKept) };
}

/** The points at even distance with those between them on the closed spline through them, as a circuit will have it. */
export function withMiddles({ x_m, y_m }: LinePoints): LinePoints {
  const count = x_m.length;
  const cubics = cubicsThrough(x_m, y_m, new Float64Array(count).fill(1));
  const valuesOf = (axis: number) =>
    Float64Array.from({ length: 2 * count }, (_, i) => valueAt(cubics, 8 * (i >> 1) + 4 * axis, (i % 2) / 2));
  return { x_m: valuesOf(0), y_m: valuesOf(1) };
}
