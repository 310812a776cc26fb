import { median } from '../support/statistics';
import type { DrivenPose } from './driven-path';
import type { LineSighting } from './line-watch';
import type { ClockReading } from './read-drive';

/** The times of poses and frames on one clock, s; null for what has no such time. */
export interface CommonClock {
  pose(pose: DrivenPose): number | null;
  frame(sighting: LineSighting): number | null;
}

/** Stamps of one clock differ less: by what a frame takes to arrive. */
const SAME_CLOCK_S = 1;
/** Poses and frames that are compared. */
const COMPARED = 200;

/**
 * A clock that poses and frames share. Where both have stamps of one clock, it is that one. JdeRobot's launch files
 * stamp frames in simulated and odometry in wall time: there, `/clock` tells when the simulated time of a frame was
 * recorded. The time at which a frame was recorded is not enough: it is a tenth of a second late, which is a metre.
 * Null where nothing tells the times of frames.
 */
export function commonClock(
  poses: readonly DrivenPose[],
  sightings: readonly LineSighting[],
  clock: readonly ClockReading[],
): CommonClock | null {
  const stamped = isNear(
    sightings.map(({ recorded_s, stamp_s }) => ({ recorded_s, time_s: stamp_s })),
    poses.map(({ recorded_s, stamp_s }) => ({ recorded_s, time_s: stamp_s })),
  );
  if (stamped) return { pose: ({ stamp_s }) => stamp_s, frame: ({ stamp_s }) => stamp_s };
  const frames = sightings.map(({ recorded_s, stamp_s }) => ({ recorded_s, time_s: stamp_s }));
  const readings = clock.map(({ recorded_s, simulated_s }) => ({ recorded_s, time_s: simulated_s }));
  if (!isNear(frames, readings)) return null;
  return {
    pose: ({ recorded_s }) => recorded_s,
    frame: ({ stamp_s }) => (stamp_s === null ? null : whenRecorded(clock, stamp_s)),
  };
}

interface Timed {
  readonly recorded_s: number;
  readonly time_s: number | null;
}

/** Whether what was recorded at the same time has the same time. */
function isNear(frames: readonly Timed[], others: readonly Timed[]): boolean {
  const stride = Math.max(1, Math.floor(frames.length / COMPARED));
  const off_s: number[] = [];
  for (let i = 0; i < frames.length; i += stride) {
    const { recorded_s, time_s } = frames[i]!;
    const other =
      others[
        Math.max(
          0,
          lastUpTo(others, recorded_s, (timed) => timed.recorded_s),
        )
      ];
    // The very first of a simulation has the zero stamp, which is none.
    const isTimed = time_s !== null && other !== undefined && other.time_s !== null;
    off_s.push(isTimed ? Math.abs(time_s - other.time_s!) : Number.POSITIVE_INFINITY);
  }
  const usual_s = median(off_s);
  return usual_s !== null && usual_s < SAME_CLOCK_S;
}

function whenRecorded(clock: readonly ClockReading[], simulated_s: number): number | null {
  const before = lastUpTo(clock, simulated_s, (reading) => reading.simulated_s);
  const [a, b] = [clock[before], clock[before + 1]];
  if (a === undefined || b === undefined || b.simulated_s <= a.simulated_s) return null;
  const share = (simulated_s - a.simulated_s) / (b.simulated_s - a.simulated_s);
  return a.recorded_s + share * (b.recorded_s - a.recorded_s);
}

/** Index of the last entry whose key is at most `limit`, of a list in ascending order; -1 for none. */
export function lastUpTo<T>(list: readonly T[], limit: number, key: (entry: T) => number): number {
  let low = -1;
  let high = list.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (key(list[middle]!) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
