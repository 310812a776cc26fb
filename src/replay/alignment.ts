import type { Recording } from './recording';

/** Whether two drives can be compared at the same distance along the track: both of their places are known, on the same
 *  circuit, in the same direction. */
export function shareTrack(one: Recording, other: Recording): boolean {
  return (
    one.circuit !== null &&
    one.circuit.name === other.circuit?.name &&
    one.direction === other.direction &&
    one.poses.length > 0 &&
    other.poses.length > 0
  );
}

/** How two recordings are shown side by side. */
export type Alignment = 'distance' | 'time';

export function chooseAlignment([first, second]: readonly Recording[]): Alignment {
  return first !== undefined && second !== undefined && shareTrack(first, second) ? 'distance' : 'time';
}

/** When a car first was so far along the track; for a place before its first one, when it began, and for one that it never
 *  reached, when its recording ends. @param recording with poses */
export function nearestTime_s(recording: Recording, distance_m: number): number {
  const found_s = recording.timeAt(distance_m);
  if (found_s !== null) return found_s;
  const first = recording.poses.row(0);
  return distance_m < first.distance_m ? first.time_s : recording.duration_s;
}
