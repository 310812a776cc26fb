import { WideningHistogram } from './histogram';
import { computeKlRange } from './kl-range';
import type { Range } from './parameters';
import { computePercentileRange } from './percentile';

export const CALIBRATION_METHODS = ['minmax', 'percentile', 'entropy'] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

export interface CalibrationOptions {
  readonly method: CalibrationMethod;
  /** Percentage of the values that a percentile range contains. */
  readonly percentile: number;
  /** Whether the activations are symmetric int8, with 128 levels per sign for the entropy method. */
  readonly symmetric: boolean;
}

/** Collects the values of one tensor over the calibration set. */
export interface Observer {
  /** @returns -1, or the index of the first value that is not finite */
  add(values: ArrayLike<number>): number;
  range(): Range;
}

/** Range from the smallest to the largest value. */
class MinMaxObserver implements Observer {
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(values: ArrayLike<number>): number {
    let min = this.#min;
    let max = this.#max;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
      // Subtraction turns NaN and infinities into NaN.
      if (value - value !== 0) return i;
    }
    this.#min = min;
    this.#max = max;
    return -1;
  }

  range(): Range {
    return { min: this.#min, max: this.#max };
  }
}

class HistogramObserver implements Observer {
  readonly #histogram = new WideningHistogram();
  readonly #options: CalibrationOptions;

  constructor(options: CalibrationOptions) {
    this.#options = options;
  }

  add(values: ArrayLike<number>): number {
    return this.#histogram.add(values);
  }

  range(): Range {
    const { method, percentile, symmetric } = this.#options;
    return method === 'entropy'
      ? computeKlRange(this.#histogram, symmetric)
      : computePercentileRange(this.#histogram, percentile);
  }
}

export function createObserver(options: CalibrationOptions): Observer {
  return options.method === 'minmax' ? new MinMaxObserver() : new HistogramObserver(options);
}
