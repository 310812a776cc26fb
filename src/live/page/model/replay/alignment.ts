import type { ReplayMessage } from '../../../replay-messages';
import type { RecordedDrive } from './drive';

/** Where the second drive is while the first is at a time. */
export interface Counterpart {
  readonly time_s: number;
  /** What is to be said where it was never there: then it is where it began or ended. */
  readonly note: string | null;
}

/** The moment of the second drive that belongs to one of the first. */
export function findCounterpart(
  first: RecordedDrive,
  second: RecordedDrive,
  alignment: ReplayMessage['alignment'],
  time_s: number,
): Counterpart {
  const { duration_s, poses } = second.recording;
  if (alignment === 'time') {
    if (time_s <= duration_s) return { time_s, note: null };
    return { time_s: duration_s, note: 'This recording is over.' };
  }
  const distance_m = first.distanceAt(time_s) ?? first.recording.poses.distance_m[0] ?? 0;
  const found_s = second.timeAt(distance_m);
  if (found_s !== null) return { time_s: found_s, note: null };
  const start_m = poses.distance_m[0] ?? 0;
  // The cars begin within centimetres of each other.
  if (distance_m < start_m) {
    const isNear = start_m - distance_m < 1;
    return { time_s: poses.time_s[0] ?? 0, note: isNear ? null : 'This car began farther along the track.' };
  }
  return { time_s: duration_s, note: 'This car never came so far.' };
}

/** When the first drive was where the second is at a time; null where it never was. */
export function timeInFirst(
  first: RecordedDrive,
  second: RecordedDrive,
  alignment: ReplayMessage['alignment'],
): (time_s: number) => number | null {
  if (alignment === 'time') return (time_s) => time_s;
  return (time_s) => {
    const distance_m = second.distanceAt(time_s);
    return distance_m === null ? null : first.timeAt(distance_m);
  };
}
