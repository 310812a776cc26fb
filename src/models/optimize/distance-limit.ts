import { ModelError } from '../../errors';
import type { Distance } from './compare-models';

/** Strategies that should keep the function: how far the commands may move, as a mean share of their range. */
const KEEPING: Readonly<Record<string, number>> = {
  fold: 0.001,
  'float16-weights': 0.01,
  float16: 0.01,
  dynamic: 0.02,
  static: 0.02,
  integer: 0.02,
  'integer-fallback': 0.02,
};

/**
 * The largest mean distance of the commands that a chain may leave: what was asked for, else the largest of its
 * strategies'.
 * @returns null where nothing was asked for and a strategy changes the function by design (pruning, clusters)
 */
export function distanceLimit(strategies: readonly string[], asked?: number): number | null {
  if (asked !== undefined) return asked;
  const limits = strategies.map((name) => KEEPING[name] ?? Number.POSITIVE_INFINITY);
  const largest = Math.max(...limits);
  return Number.isFinite(largest) ? largest : null;
}

/** @throws ModelError when the commands moved further */
export function holdDistance(
  { mean_share }: Distance,
  limit: number | null,
  { out, parent, asked }: { readonly out: string; readonly parent: string; readonly asked: boolean },
): void {
  if (limit === null || mean_share <= limit) return;
  throw new ModelError(
    `${out}: not written: the commands are ${percentText(mean_share)} of their range away from ${parent}'s on ` +
      `average, more than ${asked ? `--max-distance ${limit} allows` : `${percentText(limit)}; --max-distance sets another limit`}`,
  );
}

export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
