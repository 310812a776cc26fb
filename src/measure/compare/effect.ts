import type { Sample } from './welch';

/** Size of an effect by J. Cohen's conventions (Statistical Power Analysis for the Behavioral Sciences, 2nd edition,
 *  1988, pages 25 to 27): small from |d| = 0.2, medium from 0.5, large from 0.8; negligible below. */
export type EffectMagnitude = 'negligible' | 'small' | 'medium' | 'large';

const SMALLEST: readonly (readonly [magnitude: EffectMagnitude, least: number])[] = [
  ['large', 0.8],
  ['medium', 0.5],
  ['small', 0.2],
  ['negligible', 0],
];

/** Differences below this share of A's mean are called so however small the spread, percent. Repetitions in lockstep
 *  hardly spread, so that d alone would call any of their differences large. */
export const NOTABLE_PERCENT = 1;

/** Cohen's d for unequal variances (his equation 2.3.2): the difference of the means divided by the root mean square
 *  of both standard deviations; null without a spread. */
export function effectSize(a: Sample, b: Sample): number | null {
  if (a.sd === null || b.sd === null) return null;
  const spread = Math.sqrt((a.sd ** 2 + b.sd ** 2) / 2);
  return spread === 0 ? null : (b.mean - a.mean) / spread;
}

export function classifyEffect(d: number | null): EffectMagnitude | null {
  if (d === null) return null;
  return SMALLEST.find(([, least]) => Math.abs(d) >= least)![0];
}

/** Whether a difference is below NOTABLE_PERCENT of A's mean, but not 0. */
export function isSlight(percent: number | null): boolean {
  return percent !== null && percent !== 0 && Math.abs(percent) < NOTABLE_PERCENT;
}
