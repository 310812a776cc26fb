import { Histogram } from './histogram';

export interface DeviationMetrics {
  readonly mean: number | null;
  readonly max: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly signed_mean: number | null;
}

export const NO_DEVIATION: DeviationMetrics = Object.freeze({
  mean: null,
  max: null,
  p50: null,
  p95: null,
  signed_mean: null,
});

/** Distribution of the lateral distance from the line, m. */
export class Deviation {
  private signedSum_m = 0;

  constructor(private readonly distances_m = new Histogram(1e-4, 1e4)) {}

  /** @param lateral_m distance from the line, left positive in driving direction */
  add(lateral_m: number): void {
    this.distances_m.add(Math.abs(lateral_m));
    this.signedSum_m += lateral_m;
  }

  copy(): Deviation {
    const copy = new Deviation(this.distances_m.copy());
    copy.signedSum_m = this.signedSum_m;
    return copy;
  }

  compute(): DeviationMetrics {
    const { count, mean, max } = this.distances_m;
    return {
      mean,
      max,
      p50: this.distances_m.percentile(50),
      p95: this.distances_m.percentile(95),
      signed_mean: count === 0 ? null : this.signedSum_m / count,
    };
  }
}

/** The deviation metrics by their names: of the whole run, and up to its crash. */
export function nameDeviations(whole: DeviationMetrics, untilCrash: DeviationMetrics) {
  return {
    position_deviation_mean_m: whole.mean,
    position_deviation_max_m: whole.max,
    position_deviation_p50_m: whole.p50,
    position_deviation_p95_m: whole.p95,
    position_deviation_signed_mean_m: whole.signed_mean,
    position_deviation_until_crash_mean_m: untilCrash.mean,
    position_deviation_until_crash_max_m: untilCrash.max,
    position_deviation_until_crash_p50_m: untilCrash.p50,
    position_deviation_until_crash_p95_m: untilCrash.p95,
    position_deviation_until_crash_signed_mean_m: untilCrash.signed_mean,
  };
}
