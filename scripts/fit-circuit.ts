/**
 * Turns a measured centre line into control points for config/circuits/NAME.yml:
 *
 *     npx jiti scripts/fit-circuit.ts LINE.csv > points.yml
 *
 * LINE.csv has a header and the columns s_m, x_m, y_m: a closed line in driving direction, about 0.5 m
 * between points. The measures of the fit go to standard error.
 */
import { readFileSync } from 'node:fs';
import { fitLine } from '../src/circuit/fit-line';
import { csvRows, parseDecimal } from '../src/support/csv-rows';
import { positiveNumber, program, runProgram, say } from './support/program';

type Point = readonly [x_m: number, y_m: number];

const POINT_DISTANCE_M = 0.5;

function fit(file: string, { tolerance: tolerance_m }: { tolerance: number }): void {
  const line = readLine(file);
  const { points, curve, worst_m } = fitLine(line, POINT_DISTANCE_M, tolerance_m);
  say(
    `${file}: ${line.length} points -> ${points.length} control points, ` +
      `length ${curve.length_m.toFixed(2)} m, at most ${(worst_m * 1000).toFixed(1)} mm off`,
  );
  for (const [x_m, y_m] of points) process.stdout.write(`  - [${x_m.toFixed(3)}, ${y_m.toFixed(3)}]\n`);
}

function readLine(file: string): Point[] {
  const [, ...rows] = csvRows(readFileSync(file, 'utf8'), file, 's_m,x_m,y_m');
  return rows.map(({ record: [, x, y], info }) => {
    const point: Point = [parseDecimal(x ?? ''), parseDecimal(y ?? '')];
    if (!point.every(Number.isFinite)) throw new Error(`${file}, line ${info.lines}: has no x_m and y_m`);
    return point;
  });
}

void runProgram(
  program('npx jiti scripts/fit-circuit.ts', 'Turns a measured centre line into control points of a circuit.')
    .argument('<line>', 'CSV with the columns s_m, x_m, y_m')
    .option('--tolerance <m>', 'largest distance of the curve from a point', positiveNumber, 0.006)
    .action(fit),
);
