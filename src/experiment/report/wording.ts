import { chooseDecimals, formatNumber, MISSING } from '../../measure/report/format';
import type { Mean } from './statistics/mean-interval';
import type { Proportion } from './statistics/wilson';

export { count } from '../../support/count';

/** A share with its interval in percent: `80 % [49, 94]`. */
export function formatShare({ share, low, high }: Proportion): string {
  if (share === null) return MISSING;
  return `${percent(share)} % [${percent(low!)}, ${percent(high!)}]`;
}

/** A mean with its interval, or without where there is none. @param usual decimals of the metric */
export function formatMean(found: Mean | null | undefined, usual: number): string {
  if (found === null || found === undefined) return MISSING;
  const decimals = chooseDecimals([found.mean], usual);
  const text = formatNumber(found.mean, decimals);
  if (found.low === null) return text;
  return `${text} [${formatNumber(found.low, decimals)}, ${formatNumber(found.high, decimals)}]`;
}

function percent(share: number): string {
  return formatNumber(100 * share, 0);
}
