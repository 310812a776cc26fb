import { ModelError } from '../../errors';
import type { Distance } from './compare-models';

/** Largest mean distance of the commands, as a share of their range, for strategies that preserve the function. */
const DISTANCE_LIMITS: Readonly<Record<string, number>> = {
  fold: 0.001,
  'float16-weights': 0.01,
  float16: 0.01,
  dynamic: 0.02,
  static: 0.02,
  integer: 0.02,
  'integer-fallback': 0.02,
};

/**
 * Chooses the largest mean distance of the commands that a chain may cause: the requested one, else the largest of
 * its strategies'.
 * @returns null when none was requested and a strategy changes the function by design (pruning, clustering)
 */
export function chooseDistanceLimit(strategies: readonly string[], asked?: number): number | null {
  if (asked !== undefined) return asked;
  const limits = strategies.map((name) => DISTANCE_LIMITS[name] ?? Number.POSITIVE_INFINITY);
  const largest = Math.max(...limits);
  return Number.isFinite(largest) ? largest : null;
}

/** @throws ModelError when the mean distance is above the limit */
export function checkDistance(
  { mean_share }: Distance,
  limit: number | null,
  { out, parent, asked }: { readonly out: string; readonly parent: string; readonly asked: boolean },
): void {
  if (limit === null || mean_share <= limit) return;
  throw new ModelError(
    `${out}: not written: the commands differ from ${parent}'s by ${formatPercent(mean_share)} of their range on ` +
      `average, more than ${asked ? `--max-distance ${limit} allows` : `${formatPercent(limit)}; --max-distance sets another limit`}`,
  );
}

export function formatPercent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
