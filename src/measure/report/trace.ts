import type { Pose } from '../../types';
import { PathSamples } from '../metrics/path-samples';

export interface TracePoint {
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
  /** Whether the car was teleported here from the previous point. */
  readonly breaks: boolean;
}

/** The driven path in bounded memory. */
export class DrivenTrace {
  readonly #samples: PathSamples;

  constructor(capacity = 20_000) {
    this.#samples = new PathSamples(3, capacity);
  }

  get length(): number {
    return this.#samples.length;
  }

  /** Adds a pose; invalid poses are skipped. */
  add(pose: Pose): void {
    const { x_m, y_m, v_mps } = pose;
    if (!Number.isFinite(x_m) || !Number.isFinite(y_m) || !Number.isFinite(v_mps)) return;
    this.#samples.add(pose, () => [x_m, y_m, v_mps]);
  }

  points(): TracePoint[] {
    return this.#samples.points((row, breaks) => ({ x_m: row[0]!, y_m: row[1]!, v_mps: row[2]!, breaks }));
  }
}
