import type { Pose } from '../../../types';
import type { SeriesPoint } from '../measurement';
import { PathSamples } from '../path-samples';

const COLUMNS = 7;

/** The driven path with the values drawn along it, in bounded memory. */
export class SeriesTrace {
  readonly #samples: PathSamples;
  #start_s: number | null = null;

  constructor(capacity = 4096) {
    this.#samples = new PathSamples(COLUMNS, capacity);
  }

  /** @param deviation_m left of the line positive; null without a line */
  add(pose: Pose, deviation_m: number | null): void {
    const { x_m, y_m, v_mps, w_radps, sim_s } = pose;
    this.#start_s ??= sim_s;
    const start_s = this.#start_s;
    this.#samples.add(pose, (distance_m) => {
      const time_s = sim_s === null || start_s === null ? Number.NaN : sim_s - start_s;
      return [x_m, y_m, v_mps, w_radps, time_s, distance_m, deviation_m ?? Number.NaN];
    });
  }

  /** @param sign -1 for deviations as seen in the opposite driving direction */
  points(sign: 1 | -1): SeriesPoint[] {
    const orNull = (value: number) => (Number.isNaN(value) ? null : value);
    return this.#samples.points((row, breaks) => ({
      x_m: row[0]!,
      y_m: row[1]!,
      v_mps: row[2]!,
      w_radps: row[3]!,
      time_s: orNull(row[4]!),
      distance_m: row[5]!,
      deviation_m: orNull(sign * row[6]!),
      breaks,
    }));
  }
}
