import { BehaviorMetricsAccumulator } from '../../../../src/measure/metrics/behavior-metrics/accumulator';
import {
  type PerfectLap,
  samplePerfectLap,
} from '../../../../src/measure/metrics/behavior-metrics/perfect-lap';
import type { BehaviorMetricsResult } from '../../../../src/measure/metrics/behavior-metrics/result';
import { circle } from '../circle';

export const LENGTH_M = 400;
export const LINE = circle(LENGTH_M);
export const LAP: PerfectLap = samplePerfectLap(LINE, 'circle');
/** 20 poses a second at 8 m/s. */
export const STEP_S = 0.05;
export const STEP_M = 0.4;
const START_S = 10;

export interface Drive {
  /** Distance along the line, m. */
  readonly distance_m: number;
  /** Left of the line positive, in forward direction. */
  readonly lateral_m?: number;
  readonly forward?: boolean;
  readonly from_m?: number;
  readonly wait_s?: number;
}

export interface TimedPose {
  x_m: number;
  y_m: number;
  time_s: number;
}

/** Poses of a car that keeps a constant distance from the circle. */
export function posesOf({
  distance_m,
  lateral_m = 0,
  forward = true,
  from_m = 0,
  wait_s = 0,
}: Drive): TimedPose[] {
  const waiting = Math.round(wait_s / STEP_S);
  const moving = Math.round(distance_m / STEP_M);
  return Array.from({ length: waiting + moving + 1 }, (_, i) => {
    const along_m = STEP_M * Math.max(0, i - waiting);
    const { x_m, y_m, heading_rad } = LINE.pointAt(from_m + (forward ? along_m : -along_m));
    return {
      x_m: x_m - lateral_m * Math.sin(heading_rad),
      y_m: y_m + lateral_m * Math.cos(heading_rad),
      time_s: i * STEP_S,
    };
  });
}

function stampOf(time_s: number): [sec: number, nsec: number] {
  const nanoseconds = Math.round(time_s * 1e9);
  return [START_S + Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
}

/** Adds a clock and a pose, and half a step later another clock. */
export function feed(
  accumulator: BehaviorMetricsAccumulator,
  poses: readonly TimedPose[],
  clocks = true,
): void {
  for (const { x_m, y_m, time_s } of poses) {
    if (clocks) accumulator.clock(...stampOf(time_s));
    accumulator.odometry(x_m, y_m, ...stampOf(time_s));
    if (clocks) accumulator.clock(...stampOf(time_s + STEP_S / 2));
  }
}

export function measure(poses: readonly TimedPose[], lap: PerfectLap | null = LAP): BehaviorMetricsResult {
  const accumulator = new BehaviorMetricsAccumulator(lap);
  feed(accumulator, poses);
  return accumulator.result();
}

export function reasonsOf({ notes }: BehaviorMetricsResult, figure: string | null): string[] {
  return notes.filter((note) => note.figure === figure).map((note) => note.reason);
}
