import { jStat } from 'jstat';
import { ascending } from '../../../support/statistics';
import { midranks, tieTerm } from './midranks';

export interface FriedmanResult {
  readonly chi_square: number;
  readonly degrees_of_freedom: number;
  readonly p: number;
  /** Mean rank of each treatment, 1 the best. */
  readonly meanRanks: readonly number[];
}

/**
 * Friedman's test that all treatments are alike in every block, with the correction for ties (M. Friedman, Journal of the
 * American Statistical Association 32, 1937; W. J. Conover, Practical Nonparametric Statistics, 3rd edition, 1999).
 * @param blocks costs: a row per block with a value for each treatment, the lowest being the best
 * @returns null without blocks, with fewer than three treatments, or where all are equal in every block
 */
export function friedmanTest(blocks: readonly (readonly number[])[]): FriedmanResult | null {
  const treatments = blocks[0]?.length ?? 0;
  if (treatments < 3) return null;
  const ranks = blocks.map(midranks);
  const rankMeans = meanRanks(ranks);
  const n = blocks.length;
  const ties = ranks.reduce((sum, row) => sum + tieTerm(ascending(row)), 0);
  const correction = 1 - ties / (n * (treatments ** 3 - treatments));
  if (correction <= 0) return null;
  const middle = (treatments + 1) / 2;
  const spread = rankMeans.reduce((sum, rank) => sum + (rank - middle) ** 2, 0);
  const chi_square = (12 * n * spread) / (treatments * (treatments + 1)) / correction;
  const degrees_of_freedom = treatments - 1;
  return {
    chi_square,
    degrees_of_freedom,
    p: Math.max(0, 1 - jStat.chisquare.cdf(chi_square, degrees_of_freedom)),
    meanRanks: rankMeans,
  };
}

/** Mean of each column. */
export function meanRanks(ranks: readonly (readonly number[])[]): number[] {
  return (ranks[0] ?? []).map((_, i) => ranks.reduce((sum, row) => sum + row[i]!, 0) / ranks.length);
}
