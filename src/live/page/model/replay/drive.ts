import { FirstArrivals } from '../../../../replay/first-arrivals';
import type { SharedRecording } from '../../../replay-messages';
import { DrivenPath } from '../path';
import type { CarPlace } from '../samples';
import { lastAt } from './player';

/** Where a recorded car is at the time that is shown, and the path that led there. */
export class RecordedDrive {
  readonly recording: SharedRecording;
  readonly path = new DrivenPath();
  /** Of the whole recording, so that colours stay. */
  readonly largest_m: number;
  readonly #arrivals: FirstArrivals;
  /** Poses that the path has. */
  #passed = 0;
  #time_s = 0;

  constructor(recording: SharedRecording) {
    this.recording = recording;
    const { distance_m, time_s, deviation_m } = recording.poses;
    this.largest_m = deviation_m.reduce((most: number, value) => Math.max(most, Math.abs(value ?? 0)), 0);
    this.#arrivals = new FirstArrivals(Float64Array.from(distance_m), Float64Array.from(time_s));
  }

  get time_s(): number {
    return this.#time_s;
  }

  /** Null before the first pose. */
  get car(): CarPlace | null {
    const { x_m, y_m, yaw_rad, time_s } = this.recording.poses;
    const at = lastAt(time_s, this.#time_s);
    return at < 0 ? null : { x_m: x_m[at]!, y_m: y_m[at]!, yaw_rad: yaw_rad[at]! };
  }

  /** Number of the image that is shown; null before the first. */
  get image(): number | null {
    const at = lastAt(this.recording.images_s, this.#time_s);
    return at < 0 ? null : at;
  }

  /** Along the track, m; null before the first pose. */
  distanceAt(time_s: number): number | null {
    const { distance_m, time_s: times_s } = this.recording.poses;
    const at = lastAt(times_s, time_s);
    if (at < 0) return null;
    const [from_s, to_s] = [times_s[at]!, times_s[at + 1]];
    if (to_s === undefined || to_s <= from_s) return distance_m[at]!;
    const share = Math.max(0, time_s - from_s) / (to_s - from_s);
    return distance_m[at]! + share * (distance_m[at + 1]! - distance_m[at]!);
  }

  /** When the car first came so far; null where it never did. */
  timeAt(distance_m: number): number | null {
    return this.#arrivals.timeAt(distance_m);
  }

  /** Lap at a time, from 1; null without a circuit. */
  lapAt(time_s: number): number | null {
    const { circuit } = this.recording;
    const distance_m = this.distanceAt(time_s);
    if (circuit === null || distance_m === null) return null;
    return Math.max(1, Math.floor(distance_m / circuit.length_m) + 1);
  }

  /** Shows another time. */
  moveTo(time_s: number): void {
    this.#time_s = time_s;
    const { poses } = this.recording;
    const end = lastAt(poses.time_s, time_s) + 1;
    if (end < this.#passed) {
      this.path.clear();
      this.#passed = 0;
    }
    for (let i = this.#passed; i < end; i++) this.path.push(placeOf(poses, i));
    this.#passed = end;
  }
}

function placeOf({ time_s, x_m, y_m, v_mps, deviation_m }: SharedRecording['poses'], i: number) {
  return {
    at_ms: 1000 * time_s[i]!,
    sim_s: null,
    x_m: x_m[i]!,
    y_m: y_m[i]!,
    v_mps: v_mps[i]!,
    deviation_m: deviation_m[i] ?? null,
  };
}
