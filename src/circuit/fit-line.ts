import { ClosedLine } from './closed-line';

type Point = readonly [x_m: number, y_m: number];

const FIRST_SPACING_M = 20;

export interface FittedLine {
  /** Control points of the curve, some of the points given. */
  readonly points: readonly Point[];
  readonly curve: ClosedLine;
  /** Largest distance of a given point from the curve. */
  readonly worst_m: number;
}

/**
 * Control points of a closed line: those of its points that the curve needs. It starts from points some 20 m apart and
 * adds one to each span that misses a point, until the closed spline passes within the tolerance of all of them; then it
 * evens out the spacing, since a spline swings where a long span meets a short one.
 * @param line points of a closed line in driving direction, `spacing_m` apart, not closed by a copy
 */
export function fitLine(line: readonly Point[], spacing_m: number, tolerance_m: number): FittedLine {
  const kept = controlPoints(line, spacing_m, tolerance_m).map((i) => line[i]!);
  const curve = new ClosedLine(kept);
  return { points: kept, curve, worst_m: Math.max(...missesOf(curve, line)) };
}

/** Distances of the points from the curve, metres. */
function missesOf(curve: ClosedLine, points: readonly Point[]): number[] {
  // The first point is where the curve begins.
  let near_m = 0;
  return points.map(([x_m, y_m]) => {
    // Near the point before: another road may pass closer.
    const { s_m, lateral_m } = curve.project(x_m, y_m, near_m);
    near_m = s_m;
    return Math.abs(lateral_m);
  });
}

/** Indices of the points that the spline needs. */
function controlPoints(points: readonly Point[], spacing_m: number, tolerance_m: number): number[] {
  const n = points.length;
  const marks = new Uint8Array(n);
  // A spline needs four points, on short lines too.
  const spacing = Math.max(1, Math.min(Math.round(FIRST_SPACING_M / spacing_m), Math.floor(n / 6)));
  for (let i = 0; i < n; i += spacing) if (n - i > spacing / 2) marks[i] = 1;
  for (;;) {
    const kept = evenOut(marks);
    const misses = missesOf(new ClosedLine(kept.map((i) => points[i]!)), points);
    let added = 0;
    for (const { from, to } of spansOf(kept, n)) {
      const worst_m = Math.max(0, ...misses.slice(from + 1, to), ...misses.slice(0, Math.max(0, to - n)));
      if (worst_m <= tolerance_m || to - from < 2) continue;
      marks[Math.round((from + to) / 2) % n] = 1;
      added++;
    }
    if (added === 0) return kept;
  }
}
/** Marks further points until no span is more than twice as long as its neighbour.
 *  @returns indices of all marked points */
function evenOut(marks: Uint8Array): number[] {
  const n = marks.length;
  for (;;) {
    const kept = [...marks.keys()].filter((i) => marks[i]);
    const spans = spansOf(kept, n);
    const lengthOf = (k: number) => {
      const { from, to } = spans[(k + spans.length) % spans.length]!;
      return to - from;
    };
    let changed = false;
    for (const [k, { from, to }] of spans.entries()) {
      const shorter = Math.min(lengthOf(k + 1), lengthOf(k - 1));
      if (to - from <= 2 * shorter + 1) continue;
      marks[Math.round(from + (to - from) / 2) % n] = 1;
      changed = true;
    }
    if (!changed) return kept;
  }
}

/** From each kept point to the next, round the whole line: the last one ends beyond n. */
function spansOf(kept: readonly number[], n: number): { from: number; to: number }[] {
  return kept.map((from, k) => ({ from, to: kept[k + 1] ?? kept[0]! + n }));
}
