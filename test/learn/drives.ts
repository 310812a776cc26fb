import type { Circuit } from '../../src/circuit/circuit';
import { ClosedLine } from '../../src/circuit/closed-line';
import type { DrivenPose } from '../../src/learn/driven-path';
import { placeOnLine } from '../../src/learn/place-on-line';
import type { RecordedDrive } from '../../src/learn/read-drive';
import type { Line } from '../../src/measure/metrics/line';
import { beside } from '../helpers/drive-bag';

export interface DriveOptions {
  /** Where the drive ends. Default a metre behind the end of the first lap. */
  readonly to_m?: number;
  readonly from_m?: number;
  /** Between two poses. Default 0.5. */
  readonly step_m?: number;
  /** Beside the line, left positive. Default on it. */
  readonly aside_m?: (s_m: number) => number;
  readonly forward?: boolean;
  /** Time of the first pose. */
  readonly from_s?: number;
}

const SPEED_MPS = 10;

/** Poses of a car along a line, heading where it moves. */
export function drivePoses(line: Line, options: DriveOptions = {}): DrivenPose[] {
  const { from_m = 0, to_m = line.length_m + 1, step_m = 0.5, forward = true, from_s = 10 } = options;
  const aside_m = options.aside_m ?? (() => 0);
  const poses: DrivenPose[] = [];
  for (let along_m = 0; along_m <= to_m - from_m; along_m += step_m) {
    const s_m = forward ? from_m + along_m : from_m - along_m;
    const place = (at_m: number) => beside(line, at_m, aside_m(at_m), forward);
    const [before, here, after] = [place(s_m - 0.01), place(s_m), place(s_m + 0.01)];
    const motion_rad = Math.atan2(after.y_m - before.y_m, after.x_m - before.x_m);
    const time_s = from_s + along_m / SPEED_MPS;
    poses.push({
      x_m: here.x_m,
      y_m: here.y_m,
      yaw_rad: forward ? motion_rad : motion_rad + Math.PI,
      stamp_s: time_s,
      recorded_s: time_s,
      run: 0,
    });
  }
  return poses;
}

/** A drive without images. */
export function driveOf(...runs: DrivenPose[][]): RecordedDrive {
  const none = runs.map(() => []);
  return { runs, sightings: none, clocks: none, notes: [] };
}

/** A line that crosses itself: a figure of eight about the origin, 60 m wide. */
export function figureOfEight(): ClosedLine {
  const points = Array.from({ length: 80 }, (_, i): [number, number] => {
    const t = (2 * Math.PI * i) / 80;
    return [30 * Math.sin(t), 20 * Math.sin(2 * t)];
  });
  return new ClosedLine(points);
}

/** Mean and largest distance of a circuit from a line, m. */
export function errorOf(
  circuit: Pick<Circuit, 'length_m' | 'pointAt'>,
  line: Parameters<typeof placeOnLine>[0],
): { mean_m: number; max_m: number } {
  let sum_m = 0;
  let max_m = 0;
  let count = 0;
  const first = circuit.pointAt(0);
  let near_m = placeOnLine(line, first);
  for (let s_m = 0; s_m < circuit.length_m; s_m += 0.5) {
    const { x_m, y_m } = circuit.pointAt(s_m);
    const { s_m: found_m, lateral_m } = line.project(x_m, y_m, near_m);
    near_m = found_m;
    sum_m += Math.abs(lateral_m);
    max_m = Math.max(max_m, Math.abs(lateral_m));
    count++;
  }
  return { mean_m: sum_m / count, max_m };
}
