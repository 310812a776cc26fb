/**
 * Turns a measured centre line into control points for config/circuits/NAME.yml:
 *
 *     npx jiti scripts/fit-circuit.ts LINE.csv > points.yml
 *
 * LINE.csv has a header and the columns s_m, x_m, y_m: a closed line in driving direction, about 0.5 m
 * between points. Points of the line are kept where the curve needs them: it starts from points some 20 m
 * apart and adds the worst missed one until the closed spline passes within the tolerance of all of them,
 * then evens out the spacing, since a spline swings where a long span meets a short one.
 * The measures of the fit go to standard error.
 */
import { readFileSync } from 'node:fs';
import { ClosedLine } from '../src/circuit/closed-line';
import { csvRows, parseDecimal } from '../src/support/csv-rows';
import { positiveNumber, program, runProgram, say } from './support/program';

type Point = readonly [x_m: number, y_m: number];

const POINT_DISTANCE_M = 0.5;
const FIRST_SPACING_M = 20;

function fit(file: string, { tolerance: tolerance_m }: { tolerance: number }): void {
  const line = readLine(file);
  const kept = controlPoints(line, tolerance_m).map((i) => line[i]!);
  const curve = new ClosedLine(kept);
  const worst_m = Math.max(...missesOf(curve, line));
  say(
    `${file}: ${line.length} points -> ${kept.length} control points, ` +
      `length ${curve.length_m.toFixed(2)} m, at most ${(worst_m * 1000).toFixed(1)} mm off`,
  );
  for (const [x_m, y_m] of kept) process.stdout.write(`  - [${x_m.toFixed(3)}, ${y_m.toFixed(3)}]\n`);
}

function readLine(file: string): Point[] {
  const [, ...rows] = csvRows(readFileSync(file, 'utf8'), file, 's_m,x_m,y_m');
  return rows.map(({ record: [, x, y], info }) => {
    const point: Point = [parseDecimal(x ?? ''), parseDecimal(y ?? '')];
    if (!point.every(Number.isFinite)) throw new Error(`${file}, line ${info.lines}: has no x_m and y_m`);
    return point;
  });
}

/** Distances of the points from the curve, metres. */
function missesOf(curve: ClosedLine, points: readonly Point[]): number[] {
  return points.map(([x_m, y_m]) => Math.abs(curve.project(x_m, y_m).lateral_m));
}

/** Indices of the points that the spline needs. */
function controlPoints(points: readonly Point[], tolerance_m: number): number[] {
  const n = points.length;
  const marks = new Uint8Array(n);
  const spacing = Math.round(FIRST_SPACING_M / POINT_DISTANCE_M);
  for (let i = 0; i < n; i += spacing) if (n - i > spacing / 2) marks[i] = 1;
  for (;;) {
    const kept = evenOut(marks);
    const misses = missesOf(new ClosedLine(kept.map((i) => points[i]!)), points);
    let added = 0;
    for (const { from, to } of spansOf(kept, n)) {
      const worst_m = Math.max(0, ...misses.slice(from + 1, to), ...misses.slice(0, Math.max(0, to - n)));
      if (worst_m <= tolerance_m) continue;
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

void runProgram(
  program('npx jiti scripts/fit-circuit.ts', 'Turns a measured centre line into control points of a circuit.')
    .argument('<line>', 'CSV with the columns s_m, x_m, y_m')
    .option('--tolerance <m>', 'largest distance of the curve from a point', positiveNumber, 0.006)
    .action(fit),
);
