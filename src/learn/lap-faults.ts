import { wrapAngle } from '../support/numbers';
import { median } from '../support/statistics';
import { distanceBetween, type PathPoint, slipBetween } from './driven-path';

/** Why a lap shows no circuit. */
export interface LapFault {
  readonly reason: string;
  /** Index behind the last pose with this fault. */
  readonly end: number;
}

/** Longest piece of road without a pose. */
const LONGEST_GAP_M = 10;
const LEAST_POSES = 8;
/** The car rolls, so that it moves where it points, until it slides along a wall or backs off from it. */
const SLIP_RAD = 0.15;
const LEAST_SLIDE_M = 1;
/** Longer steps are too coarse to compare motion and yaw. */
const FINE_STEP_M = 1.5;
/** Odometry whose yaw usually differs this much from the motion has none that is of use, as laps on a map's grid. */
const USELESS_YAW_RAD = 0.1;
/** Yaw of a simulator, exact enough that a difference from the motion means something. */
const EXACT_YAW_RAD = 0.02;
/** Road within this distance is the same road: two roads are farther apart than a car is wide. */
const SAME_ROAD_M = 1;
const COMPARED_EVERY_M = 0.5;
/** Path between two points that are compared: more than a standing turn takes. */
const APART_M = 4;
const LEAST_OVERLAP_M = 2;

/** The first fault of a lap; null for a lap that shows its circuit. */
export function findFault(points: readonly PathPoint[]): LapFault | null {
  if (points.length < LEAST_POSES) {
    return { reason: `has ${points.length} poses on its way, too few for a line`, end: points.length };
  }
  return findGap(points) ?? findSlide(points) ?? findOverlap(points);
}

/** Whether the yaw of the odometry is the direction in which the car moves. */
export function hasYaw(points: readonly PathPoint[]): boolean {
  return usualSlip_rad(points) < USELESS_YAW_RAD;
}

function usualSlip_rad(points: readonly PathPoint[]): number {
  const slips: number[] = [];
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    if (distanceBetween(from, to) <= FINE_STEP_M) slips.push(Math.abs(slipBetween(from, to)));
  }
  return median(slips) ?? Number.POSITIVE_INFINITY;
}

function findGap(points: readonly PathPoint[]): LapFault | null {
  for (let i = 1; i < points.length; i++) {
    const gap_m = distanceBetween(points[i - 1]!, points[i]!);
    if (gap_m <= LONGEST_GAP_M) continue;
    return {
      reason: `has no odometry on ${gap_m.toFixed(1)} m ${place(points[i - 1]!)}; at most ${LONGEST_GAP_M} m are bridged`,
      end: i,
    };
  }
  return null;
}

function findSlide(points: readonly PathPoint[]): LapFault | null {
  if (usualSlip_rad(points) > EXACT_YAW_RAD) return null;
  let sliding_m = 0;
  for (let i = 1; i <= points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]];
    const step_m = to === undefined ? 0 : distanceBetween(from, to);
    const slides = to !== undefined && step_m <= FINE_STEP_M && Math.abs(slipBetween(from, to)) > SLIP_RAD;
    if (slides) {
      sliding_m += step_m;
    } else if (sliding_m >= LEAST_SLIDE_M) {
      const reason = `slides, as along a wall, or rolls backwards for ${sliding_m.toFixed(1)} m up to ${at(from)}`;
      return { reason, end: i };
    } else {
      sliding_m = 0;
    }
  }
  return null;
}

/** Road that the lap covers twice: the car turned around, or it missed the end of the lap. */
function findOverlap(points: readonly PathPoint[]): LapFault | null {
  const sparse = thin(points);
  const cells = new Map<string, number[]>();
  const overlaps = { against: [] as number[], along: [] as number[] };
  const total_m = points.at(-1)!.along_m - points[0]!.along_m;
  for (const [n, index] of sparse.entries()) {
    const point = points[index]!;
    const kind = near(cells, point).reduce<keyof typeof overlaps | null>((found, other) => {
      const apart_m = point.along_m - points[other]!.along_m;
      if (apart_m < APART_M || total_m - apart_m < APART_M) return found;
      return found ?? meeting(points[other]!, point);
    }, null);
    if (kind !== null) overlaps[kind].push(n);
    const key = cellOf(point, 0, 0);
    cells.set(key, [...(cells.get(key) ?? []), index]);
  }
  for (const [kind, list] of Object.entries(overlaps)) {
    const overlap_m = list.length * COMPARED_EVERY_M;
    if (overlap_m < LEAST_OVERLAP_M) continue;
    const end = sparse[list.at(-1)!]! + 1;
    const how = kind === 'against' ? 'drives back over its own track' : 'drives over its own track again';
    return { reason: `${how} for ${overlap_m.toFixed(0)} m up to ${at(points[end - 1]!)}`, end };
  }
  return null;
}

function meeting(a: PathPoint, b: PathPoint): 'against' | 'along' | null {
  if (distanceBetween(a, b) > SAME_ROAD_M) return null;
  const turned_rad = Math.abs(wrapAngle(b.heading_rad - a.heading_rad));
  if (turned_rad > (3 * Math.PI) / 4) return 'against';
  return turned_rad < Math.PI / 6 ? 'along' : null;
}

/** Indices of points about half a metre apart. */
function thin(points: readonly PathPoint[]): number[] {
  const kept: number[] = [];
  for (const [i, { along_m }] of points.entries()) {
    const last = kept.at(-1);
    if (last === undefined || along_m - points[last]!.along_m >= COMPARED_EVERY_M) kept.push(i);
  }
  return kept;
}

function near(cells: ReadonlyMap<string, readonly number[]>, point: PathPoint): number[] {
  const found: number[] = [];
  for (const right of [-1, 0, 1]) {
    for (const up of [-1, 0, 1]) found.push(...(cells.get(cellOf(point, right, up)) ?? []));
  }
  return found;
}

function cellOf({ x_m, y_m }: PathPoint, right: number, up: number): string {
  return `${Math.floor(x_m / SAME_ROAD_M) + right} ${Math.floor(y_m / SAME_ROAD_M) + up}`;
}

function at({ x_m, y_m }: PathPoint): string {
  return `(${x_m.toFixed(1)}, ${y_m.toFixed(1)})`;
}

function place(point: PathPoint): string {
  return `behind ${at(point)}`;
}
