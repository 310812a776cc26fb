import type { Circuit } from '../../../src/circuit/circuit';
import type { GeneratedCircuit } from '../../../src/circuit/generate/generate';
import {
  LEAST_CLEAR_SIDE_M,
  LEAST_STRETCHES_M,
  REAL_LINE_WIDTHS_M,
  REAL_RANGES,
  REAL_WALLS_M,
} from '../../../src/circuit/generate/ranges';
import { type LineShape, shapeOf } from '../../../src/circuit/shape';

type Place = readonly [x_m: number, y_m: number];

/** Of a range, for another way to sample the same curve. */
const TOLERANCE = 0.02;
/** A wall from its face to its back. */
const WALL_THICKNESS_M = 0.2;

/** What is wrong with a circuit; nothing, if it is as it must be. Lines are measured here as the built-in world has
 *  them, not as the generator does. */
export function faultsOf(made: GeneratedCircuit): string[] {
  const shape = shapeOf(made.circuit);
  return [
    ...rangeFaults(shape, made),
    ...pointFaults(made),
    ...(crossings(made.options.points) > 0 ? ['crosses itself'] : []),
    ...smoothnessFaults(made.circuit),
    ...startFaults(made.circuit),
  ].map((fault) => `seed ${made.seed}: ${fault}`);
}

function rangeFaults(shape: LineShape, { circuit }: GeneratedCircuit): string[] {
  const least: Partial<LineShape> = {
    sharpest_1pm2: 0,
    clearSide_m: LEAST_CLEAR_SIDE_M,
    closestStretches_m: LEAST_STRETCHES_M,
  };
  const most: Partial<LineShape> = { clearSide_m: Infinity, closestStretches_m: Infinity };
  const faults = Object.entries(REAL_RANGES).flatMap(([name, [low, high]]) => {
    const key = name as keyof LineShape;
    return outside(key, shape[key], [least[key] ?? low, most[key] ?? high], TOLERANCE);
  });
  const { leftWall, rightWall } = circuit.look;
  return [
    ...faults,
    ...outside('line width', circuit.lineWidth_m, REAL_LINE_WIDTHS_M),
    ...outside('left wall', leftWall!.distance_m, REAL_WALLS_M),
    ...outside('right wall', rightWall!.distance_m, REAL_WALLS_M),
  ];
}

function outside(
  what: string,
  value: number,
  [least, most]: readonly [number, number],
  tolerance = 0,
): string[] {
  const isWithin = value >= least * (1 - tolerance) && value <= most * (1 + tolerance);
  return isWithin ? [] : [`${what} is ${value}, not from ${least} to ${most}`];
}

/** Control points are a metre apart, the last from the first too, and on the grid. */
function pointFaults({ options: { points } }: GeneratedCircuit): string[] {
  return points.flatMap((point, i) => {
    const next = points[(i + 1) % points.length]!;
    const step_m = Math.hypot(next[0] - point[0], next[1] - point[1]);
    const isOnGrid = point.every((value) => Math.abs(value * 10_000 - Math.round(value * 10_000)) < 1e-6);
    return [
      ...outside(`step after point ${i}`, step_m, [0.85, 1.05]),
      ...(isOnGrid ? [] : [`point ${i} is not on the grid`]),
    ];
  });
}

function crossings(points: readonly Place[]): number {
  const count = points.length;
  let found = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i + 2; j < count; j++) {
      if ((j + 1) % count === i) continue;
      if (isCrossed(points[i]!, points[i + 1]!, points[j]!, points[(j + 1) % count]!)) found++;
    }
  }
  return found;
}

function isCrossed(a: Place, b: Place, c: Place, d: Place): boolean {
  const side = (p: Place, q: Place, r: Place) =>
    (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** The curvature has no jumps: an arc that met a straight would jump by 0.2 1/m and more. */
function smoothnessFaults(circuit: Circuit): string[] {
  const step_m = 0.1;
  const count = Math.round(circuit.length_m / step_m);
  const bends = Array.from(
    { length: count },
    (_, i) => circuit.pointAt((i * circuit.length_m) / count).curvature_1pm,
  );
  const jumps = bends.map((bend, i) => Math.abs(bend - bends[(i + 1) % count]!));
  return outside('jump of the curvature', Math.max(...jumps), [0, 0.07]);
}

function startFaults(circuit: Circuit): string[] {
  const { x_m, y_m, yaw_rad } = circuit.start;
  const here = circuit.pointAt(0);
  const turn_rad = here.heading_rad - yaw_rad;
  const off_rad = Math.abs(Math.atan2(Math.sin(turn_rad), Math.cos(turn_rad)));
  return [
    ...outside('start beside the line', Math.hypot(here.x_m - x_m, here.y_m - y_m), [0, 0.001]),
    ...outside('heading of the start', off_rad, [0, 0.002]),
    // Boxes, starting line and car on a straight.
    ...[-10, -5, 0, 5, 10].flatMap((s_m) =>
      outside(`curvature ${s_m} m after the start`, Math.abs(circuit.pointAt(s_m).curvature_1pm), [0, 0.01]),
    ),
  ];
}

/** Places of the backs of the walls that are not clear: nearer to another stretch of the line than to their own. */
export function wallFaults(circuit: Circuit): number {
  let faults = 0;
  for (let s_m = 0; s_m < circuit.length_m; s_m += 0.5) {
    const { x_m, y_m, heading_rad } = circuit.pointAt(s_m);
    for (const [wall, sign] of [
      [circuit.look.leftWall, 1],
      [circuit.look.rightWall, -1],
    ] as const) {
      const aside_m = wall!.distance_m + WALL_THICKNESS_M;
      const at = circuit.project(
        x_m - sign * aside_m * Math.sin(heading_rad),
        y_m + sign * aside_m * Math.cos(heading_rad),
      );
      if (Math.abs(at.lateral_m) < aside_m - 0.01) faults++;
    }
  }
  return faults;
}

const PROFILE = 96;

/** Curvature along a lap, its mean taken out, scaled to a length of 1. */
export function profileOf(circuit: Circuit): number[] {
  const blocks = Array.from({ length: PROFILE }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 8; k++)
      sum += circuit.pointAt(((i + k / 8) * circuit.length_m) / PROFILE).curvature_1pm;
    return sum;
  });
  const mean = blocks.reduce((sum, one) => sum + one, 0) / PROFILE;
  const length = Math.hypot(...blocks.map((one) => one - mean));
  return blocks.map((one) => (one - mean) / length);
}

/** How much alike two laps are, wherever they start, whichever way they are driven, and in the mirror: 1 for copies. */
export function likeness(one: readonly number[], other: readonly number[]): number {
  let most = 0;
  for (const candidate of [other, other.toReversed()]) {
    for (let shift = 0; shift < PROFILE; shift++) {
      let sum = 0;
      for (let i = 0; i < PROFILE; i++) sum += one[i]! * candidate[(i + shift) % PROFILE]!;
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}
