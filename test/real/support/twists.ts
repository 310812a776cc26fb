import type { Child } from './processes';

/** One command as twist_recorder.py saw it. */
export interface Twist {
  readonly wall_s: number;
  readonly v_mps: number;
  readonly w_radps: number;
}

export function twistsOf(recorder: Child): Twist[] {
  return recorder.lines
    .filter((line) => line.startsWith('twist '))
    .map((line) => {
      const [, wall_s = 0, v_mps = 0, w_radps = 0] = line.split(' ').map(Number);
      return { wall_s, v_mps, w_radps };
    });
}

/** Pearson's correlation. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, index) => {
    const [x, y] = [value - meanA, (b[index] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}
