import { WideningHistogram } from './histogram';
import { klRange } from './kl-range';
import type { Range } from './parameters';
import { percentileRange } from './percentile';

export const CALIBRATION_METHODS = ['minmax', 'percentile', 'entropy'] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

export interface CalibrationOptions {
  readonly method: CalibrationMethod;
  /** Share of the values that a percentile range keeps, in percent. */
  readonly percentile: number;
  /** Levels on one side of zero that the entropy method weighs: 128 for numbers with a sign. */
  readonly symmetric: boolean;
}

/** Gathers one tensor's values over the calibration set. */
export interface Observer {
  /** @returns the index of the first value that is no finite number, else -1 */
  add(values: ArrayLike<number>): number;
  range(): Range;
}

/** Smallest and largest value seen. */
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
      // Subtraction turns NaN and the infinities alike into NaN.
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
      ? klRange(this.#histogram, symmetric)
      : percentileRange(this.#histogram, percentile);
  }
}

export function observerFor(options: CalibrationOptions): Observer {
  return options.method === 'minmax' ? new MinMaxObserver() : new HistogramObserver(options);
}
