import { Circuit, type StartPose } from '../circuit/circuit';
import { ClosedLine } from '../circuit/closed-line';
import type { Direction } from '../circuit/direction';
import { fitLine } from '../circuit/fit-line';
import { type CircuitLook, DEFAULT_LOOK, type Rgb } from '../circuit/look';
import { BagError } from '../errors';
import { wrapAngle } from '../support/numbers';
import { averageLaps, LINE_STRIDE, shift } from './average-laps';
import { pathAlong, splitAtTeleports } from './driven-path';
import { type DrivenLap, explainNoLap, findLaps } from './find-laps';
import { hasYaw } from './lap-faults';
import { placeOnLine } from './place-on-line';
import type { RecordedDrive } from './read-drive';
import { findLine } from './seen-line';
import { type EvenCurve, type Point, pointsOf, smoothCurve } from './smooth-curve';

export interface LearnOptions {
  /** Name of the circuit. */
  readonly name: string;
  /** How the bag was driven; the points of the circuit are in forward direction. */
  readonly direction: Direction;
  /** Distance of the walls from the line, which a bag does not tell; null for a circuit without walls. */
  readonly walls_m: number | null;
}

export interface LearnedCircuit {
  readonly circuit: Circuit;
  /** Control points of the line. */
  readonly points: readonly Point[];
  readonly lapsFound: number;
  readonly laps: readonly DrivenLap[];
  readonly leftOut: readonly string[];
  /** Distance of the laps from their middle; null for one lap. */
  readonly deviationMean_m: number | null;
  readonly deviationMax_m: number | null;
  /** Longest distance between two poses of a lap. */
  readonly largestGap_m: number;
  readonly tightestBend: { readonly radius_m: number; readonly s_m: number };
  /** Farthest place of the used laps from the line. */
  readonly farthest_m: number;
  /** What the camera told; null where the line is the driven one. */
  readonly camera: {
    readonly frames: number;
    readonly coverage: number;
    /** Distance of the driven middle from the line. */
    readonly correctionMean_m: number;
    readonly correctionMax_m: number;
    readonly lineColour: Rgb;
  } | null;
  readonly notes: readonly string[];
}

/** Distance between the points of which the control points are chosen. */
const POINT_STEP_M = 0.5;
const TOLERANCE_M = 0.006;
/** After the correction by the camera. */
const LINE_SIGMA_M = 0.3;
/** A car that starts farther beside the line, or across it, does not start at the start of the circuit. */
const START_BESIDE_M = 0.5;
const START_TURNED_RAD = 0.3;
const LINE_WIDTH_M = 0.1;

/**
 * Learns a circuit from the laps of a drive: their middle, corrected by what the camera saw of the line.
 * @throws BagError that names `file` and says why it holds no lap
 */
export function learnCircuit(file: string, drive: RecordedDrive, options: LearnOptions): LearnedCircuit {
  const paths = drive.runs.flatMap(splitAtTeleports).map(pathAlong);
  const found = findLaps(paths);
  if (found.laps.length === 0) {
    const why =
      found.leftOut[0] === undefined
        ? explainNoLap(paths)
        : `holds no clean lap: the car ${found.leftOut[0]}`;
    throw new BagError(`${file}: ${why}`);
  }
  const averaged = averageLaps(found.laps);
  const driven = new ClosedLine(pointsOf(averaged.curve, LINE_STRIDE));
  const seen = findLine(averaged.used, driven, drive);
  const curve =
    seen.line === null ? averaged.curve : smoothCurve(shift(driven, seen.line.aside_m), LINE_SIGMA_M);
  const { points, start } = orient(curve, averaged.used[0]!, options.direction);
  const { points: control } = fitLine(points, POINT_STEP_M, TOLERANCE_M);
  const rounded = control.map(([x_m, y_m]): Point => [millimetres(x_m), millimetres(y_m)]);
  const circuit = new Circuit({
    name: options.name,
    points: rounded,
    lineWidth_m: LINE_WIDTH_M,
    start,
    look: lookOf(seen, options),
  });
  return {
    circuit,
    points: rounded,
    lapsFound: found.laps.length + found.leftOut.length,
    laps: averaged.used,
    leftOut: [...found.leftOut, ...averaged.leftOut].map((reason) => `a lap was left out: the car ${reason}`),
    deviationMean_m: averaged.deviationMean_m,
    deviationMax_m: averaged.deviationMax_m,
    largestGap_m: Math.max(...averaged.used.map(({ largestGap_m }) => largestGap_m)),
    tightestBend: tightestBend(circuit),
    farthest_m: farthest_m(averaged.used, circuit, options.direction),
    camera: seen.line && {
      frames: seen.frames,
      coverage: seen.line.coverage,
      correctionMean_m: seen.correctionMean_m,
      correctionMax_m: seen.correctionMax_m,
      lineColour: seen.lineColour,
    },
    notes: [...drive.notes, ...seen.notes],
  };
}

/** Points of the line in forward direction from where the first lap began, and the start pose. */
function orient(
  curve: EvenCurve,
  lap: DrivenLap,
  direction: Direction,
): { points: Point[]; start: StartPose } {
  const dense = pointsOf(curve, LINE_STRIDE);
  const line = new ClosedLine(direction === 'forward' ? dense : dense.toReversed());
  const first = lap.points[0]!;
  const along = direction === 'forward' ? first : turned(first);
  const begin = line.project(first.x_m, first.y_m, placeOnLine(line, along));
  const count = Math.max(8, Math.round(line.length_m / POINT_STEP_M));
  const points = Array.from({ length: count }, (_, i): Point => {
    const { x_m, y_m } = line.pointAt(begin.s_m + (i * line.length_m) / count);
    return [x_m, y_m];
  });
  const onLine = line.pointAt(begin.s_m);
  const yaw_rad = direction === 'forward' ? first.yaw_rad : wrapAngle(first.yaw_rad + Math.PI);
  const isStart =
    hasYaw(lap.points) &&
    Math.abs(begin.lateral_m) <= START_BESIDE_M &&
    Math.abs(wrapAngle(yaw_rad - onLine.heading_rad)) <= START_TURNED_RAD;
  const start = isStart
    ? { x_m: first.x_m, y_m: first.y_m, yaw_rad }
    : { x_m: onLine.x_m, y_m: onLine.y_m, yaw_rad: onLine.heading_rad };
  return {
    points,
    start: {
      x_m: millimetres(start.x_m),
      y_m: millimetres(start.y_m),
      yaw_rad: Math.round(start.yaw_rad * 1e4) / 1e4,
    },
  };
}

function lookOf(seen: { lineColour: Rgb; roadColour: Rgb }, { walls_m }: LearnOptions): CircuitLook {
  const { leftWall, rightWall, road } = DEFAULT_LOOK;
  return {
    ...DEFAULT_LOOK,
    lineColour: seen.lineColour,
    road: { ...road, colour: seen.roadColour },
    leftWall: walls_m === null || leftWall === null ? null : { ...leftWall, distance_m: walls_m },
    rightWall: walls_m === null || rightWall === null ? null : { ...rightWall, distance_m: walls_m },
  };
}

function tightestBend(circuit: Circuit): LearnedCircuit['tightestBend'] {
  let bend = { radius_m: Number.POSITIVE_INFINITY, s_m: 0 };
  for (let s_m = 0; s_m < circuit.length_m; s_m += POINT_STEP_M / 2) {
    const radius_m = 1 / Math.abs(circuit.pointAt(s_m).curvature_1pm);
    if (radius_m < bend.radius_m) bend = { radius_m, s_m };
  }
  return bend;
}

function farthest_m(laps: readonly DrivenLap[], circuit: Circuit, direction: Direction): number {
  let most_m = 0;
  for (const { points } of laps) {
    let near_m = placeOnLine(circuit, direction === 'forward' ? points[0]! : turned(points[0]!));
    for (const { x_m, y_m } of points) {
      const { s_m, lateral_m } = circuit.project(x_m, y_m, near_m);
      near_m = s_m;
      most_m = Math.max(most_m, Math.abs(lateral_m));
    }
  }
  return most_m;
}

/** The same place, driven the other way. */
function turned<T extends { readonly heading_rad: number }>(point: T): T {
  return { ...point, heading_rad: wrapAngle(point.heading_rad + Math.PI) };
}

function millimetres(value_m: number): number {
  return Math.round(value_m * 1000) / 1000;
}
