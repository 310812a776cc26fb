#!/usr/bin/env node
/**
 * Turns a measured centre line into control points for config/circuits/NAME.yml.
 *
 *   node scripts/fit-circuit.mjs LINE.csv [--tolerance 0.006] > points.yml
 *
 * LINE.csv has a header and the columns s_m, x_m, y_m: a closed line in driving direction, about 0.5 m
 * between points. Points of the line are kept where the curve needs them: it starts from points some 20 m
 * apart and adds the worst missed one until the closed spline passes within the tolerance of all of them,
 * then evens out the spacing, since a spline swings where a long span meets a short one.
 * The figures of the fit go to standard error.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';

const { ClosedLine } = await createJiti(import.meta.url).import('../src/circuit/closed-line.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tolerance: { type: 'string', default: '0.006' } },
});
if (positionals.length !== 1) {
  console.error('Usage: node scripts/fit-circuit.mjs LINE.csv [--tolerance METRES]');
  process.exit(2);
}
const tolerance_m = Number(values.tolerance);
const line = readLine(positionals[0]);
const kept = controlPoints(line, tolerance_m);
const curve = new ClosedLine(kept.map((i) => line[i]));
let worst = 0;
for (const [x, y] of line) worst = Math.max(worst, Math.abs(curve.project(x, y).lateral_m));
console.error(
  `${positionals[0]}: ${line.length} points -> ${kept.length} control points, ` +
    `length ${curve.length_m.toFixed(2)} m, at most ${(worst * 1000).toFixed(1)} mm off`,
);
for (const i of kept) console.log(`  - [${line[i][0].toFixed(3)}, ${line[i][1].toFixed(3)}]`);

function readLine(file) {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => row.split(',').slice(1, 3).map(Number));
}

function controlPoints(points, tolerance) {
  const n = points.length;
  const marks = new Uint8Array(n);
  const spacing = Math.round(20 / 0.5);
  for (let i = 0; i < n; i += spacing) if (n - i > spacing / 2) marks[i] = 1;
  for (;;) {
    const kept = grade(marks);
    const curve = new ClosedLine(kept.map((i) => points[i]));
    const misses = points.map(([x, y]) => Math.abs(curve.project(x, y).lateral_m));
    let added = 0;
    for (let k = 0; k < kept.length; k++) {
      const from = kept[k];
      const to = k + 1 < kept.length ? kept[k + 1] : kept[0] + n;
      let worst = -1;
      for (let i = from + 1; i < to; i++) if (worst < 0 || misses[i % n] > misses[worst % n]) worst = i;
      if (worst >= 0 && misses[worst % n] > tolerance) {
        marks[Math.round((from + to) / 2) % n] = 1;
        added++;
      }
    }
    if (added === 0) return kept;
  }
}

/** Marks further points until no span is more than twice as long as its neighbour. */
function grade(marks) {
  const n = marks.length;
  for (;;) {
    const kept = [...marks.keys()].filter((i) => marks[i]);
    const spans = kept.map((i, k) => (k + 1 < kept.length ? kept[k + 1] : kept[0] + n) - i);
    let changed = false;
    for (let k = 0; k < kept.length; k++) {
      const shorter = Math.min(spans[(k + 1) % spans.length], spans[(k + spans.length - 1) % spans.length]);
      if (spans[k] > 2 * shorter + 1) {
        marks[Math.round(kept[k] + spans[k] / 2) % n] = 1;
        changed = true;
      }
    }
    if (!changed) return kept;
  }
}
