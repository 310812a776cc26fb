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

/** How much longer the second drive took than the first from where both had begun to where it is, s; negative where it was
 *  quicker. Null where one of them never was there. */
export function findGap_s(first: RecordedDrive, second: RecordedDrive): number | null {
  const starts_m = [first, second].map(({ recording }) => recording.poses.distance_m[0]);
  const here_m = second.distanceAt(second.time_s);
  const [one_m, other_m] = starts_m;
  if (one_m === undefined || other_m === undefined || here_m === null) return null;
  const start_m = Math.max(one_m, other_m);
  const took = (drive: RecordedDrive) => {
    const [from_s, to_s] = [drive.timeAt(start_m), drive.timeAt(here_m)];
    return from_s === null || to_s === null || here_m < start_m ? null : to_s - from_s;
  };
  const [first_s, second_s] = [took(first), took(second)];
  return first_s === null || second_s === null ? null : second_s - first_s;
}
