import { chooseDecimals, formatNumber, formatPercent, MISSING } from '../../measure/report/format';
import type { ReportedMetric } from './reported-metric';
import type { Mean } from './statistics/mean-interval';
import type { Proportion } from './statistics/wilson';

export { count } from '../../support/count';

/** A share with its interval in percent: `80 % [49, 94]`. */
export function formatShare({ share, low, high }: Proportion): string {
  if (share === null) return MISSING;
  return `${percent(share)} % [${percent(low!)}, ${percent(high!)}]`;
}

/** A metric's mean with its interval. */
export function formatMetric(
  found: Mean | null | undefined,
  { decimals, isShare }: Pick<ReportedMetric, 'decimals' | 'isShare'>,
): string {
  return formatMean(found, decimals, isShare ? formatPercent : formatNumber);
}

/** A mean with its interval, or without where there is none. @param usual decimals of the metric */
export function formatMean(
  found: Mean | null | undefined,
  usual: number,
  format: typeof formatNumber = formatNumber,
): string {
  if (found === null || found === undefined) return MISSING;
  const decimals = chooseDecimals([found.mean], usual);
  const text = format(found.mean, decimals);
  if (found.low === null) return text;
  return `${text} [${format(found.low, decimals)}, ${format(found.high, decimals)}]`;
}

function percent(share: number): string {
  return formatPercent(100 * share, 0);
}
