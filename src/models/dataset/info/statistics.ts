import { mean, median, squaredDeviations } from '../../../support/statistics';
import type { Dataset, Sample } from '../dataset';

/** Distribution of a label. */
export interface Spread {
  readonly mean: number;
  /** Population standard deviation of the samples (divided by n). */
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of the labels of a dataset or a part of it. */
export interface LabelStatistics {
  readonly name: string;
  readonly count: number;
  readonly v_mps: Spread;
  readonly w_radps: Spread;
  /** Shares of images with |w| above 1 and 2 rad/s, 0 to 1: those that an "extreme" dataset repeats. */
  readonly share_w_over_1: number;
  readonly share_w_over_2: number;
  /** Images in which the car is stopped (v = 0). */
  readonly standing: number;
  /** Sequences of consecutive images; null without timestamps. */
  readonly sequences: number | null;
  readonly longest_sequence: number | null;
  /** Median time between consecutive images; null without timestamps or sequences. */
  readonly median_step_s: number | null;
  /** Longest forward time step between neighbouring rows; null without timestamps. */
  readonly longest_gap_s: number | null;
  /** Rows with an earlier time than the previous row. */
  readonly backward_steps: number;
  /** Rows without a timestamp. */
  readonly without_timestamp: number;
}

export interface DatasetStatistics {
  readonly whole: LabelStatistics;
  readonly parts: readonly LabelStatistics[];
}

export function computeStatistics(dataset: Dataset): DatasetStatistics {
  const { samples, parts } = dataset;
  return {
    whole: computeLabelStatistics('all', dataset, 0, samples.length),
    parts: parts.map(({ name, first, count }) => computeLabelStatistics(name, dataset, first, count)),
  };
}

function computeLabelStatistics(
  name: string,
  dataset: Dataset,
  first: number,
  count: number,
): LabelStatistics {
  const samples = dataset.samples.slice(first, first + count);
  const share = (test: (sample: Sample) => boolean) => samples.filter(test).length / count;
  return {
    name,
    count,
    v_mps: computeSpread(samples.map(({ v_mps }) => v_mps)),
    w_radps: computeSpread(samples.map(({ w_radps }) => w_radps)),
    share_w_over_1: share(({ w_radps }) => Math.abs(w_radps) > 1),
    share_w_over_2: share(({ w_radps }) => Math.abs(w_radps) > 2),
    standing: samples.filter(({ v_mps }) => v_mps === 0).length,
    ...computeTimes(dataset, first, count),
  };
}

function computeTimes(dataset: Dataset, first: number, count: number) {
  const begins = Array.from({ length: count }, (_, i) => dataset.startsSequence(first + i));
  const stamps = dataset.samples.slice(first, first + count).map(({ timestamp }) => timestamp);
  const without_timestamp = stamps.filter((stamp) => stamp === null).length;
  const inside: number[] = [];
  let longest_gap_s: number | null = null;
  let backward_steps = 0;
  for (let i = 1; i < count; i++) {
    // The first sample of a part has no predecessor.
    const [before, now] = [stamps[i - 1]!, stamps[i]!];
    if (before === null || now === null || dataset.partOf(first + i).first === first + i) continue;
    if (now < before) backward_steps++;
    else longest_gap_s = Math.max(longest_gap_s ?? 0, now - before);
    if (!begins[i]) inside.push(now - before);
  }
  const runs = begins.flatMap((begin, i) => (begin ? [i] : []));
  const lengths = runs.map((begin, i) => (runs[i + 1] ?? count) - begin);
  const known = without_timestamp < count;
  return {
    sequences: known ? runs.length : null,
    longest_sequence: known ? lengths.reduce((most, length) => Math.max(most, length), 0) : null,
    median_step_s: median(inside),
    longest_gap_s,
    backward_steps,
    without_timestamp,
  };
}

/** @param values at least one */
export function computeSpread(values: readonly number[]): Spread {
  const centre = mean(values)!;
  return {
    mean: centre,
    std: Math.sqrt(squaredDeviations(values, centre) / values.length),
    min: values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    max: values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}
